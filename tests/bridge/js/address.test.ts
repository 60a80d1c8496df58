import { expect, test } from "vitest";
import { linksBefore, tabOf } from "../../../explorer/bridge/js/address";

test("the tab of an entry is what its link says, and none for the night's own", () => {
  expect(tabOf("#v1&night=a.edf&tab=My+nights&window_start=0")).toBe("My nights");
  expect(tabOf("v1&night=a.edf")).toBe("");
  expect(tabOf("")).toBe("");
});

test("an entry that this page did not write counts no links", () => {
  expect(linksBefore({ sleepExplorer: 2, of: "another" })).toBe(2);
  expect(linksBefore(null)).toBe(undefined);
  expect(linksBefore({ sleepExplorer: "2" })).toBe(undefined);
});
