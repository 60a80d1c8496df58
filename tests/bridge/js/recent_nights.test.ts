import { expect, test } from "vitest";
import { namedApart } from "../../../explorer/bridge/js/recent_nights";

const night = (title: string, place: string) => ({ title, place, hypnogram: "" });

test("two recent nights of one name are told apart by folder or upload", () => {
  const nights = [
    night("n.edf", "/home/ada/first/n.edf"),
    night("n.edf", "upload/91c2aa/n.edf"),
    night("other.edf", "/home/ada/first/other.edf"),
  ];
  expect(namedApart(nights).map(({ title }) => title)).toEqual([
    "n.edf (first)",
    "n.edf (uploaded, 91c2)",
    "other.edf",
  ]);
});
