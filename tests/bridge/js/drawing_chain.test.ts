import { afterEach, expect, test, vi } from "vitest";
import { DrawingChain } from "../../../explorer/bridge/js/drawing_chain";

afterEach(() => vi.restoreAllMocks());

test("a drawing that fails is said, and the next one is drawn all the same", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const said: string[] = [];
  const drawn: string[] = [];
  const chain = new DrawingChain((error) => said.push(String(error)));
  chain.add(async () => {
    drawn.push("first");
  });
  chain.add(async () => {
    throw new Error("no canvas");
  });
  await chain.add(async () => {
    drawn.push("third");
  });
  expect(drawn).toEqual(["first", "third"]);
  expect(said).toEqual(["Error: no canvas"]);
  expect(logged).toHaveBeenCalledOnce();
});
