// The page's door: its address, what is shared, what is opened, and whether anyone is home.

import { Address, tabOf } from "./address";
import type { Buffers, View } from "./anywidget";
import { AskingUnits } from "./asking_units";
import { AskingWords } from "./asking_words";
import { AwaitedNight } from "./awaited_night";
import { button, remember, remembered } from "./dialogs";
import { elementOf } from "./element_of";
import { Says, type SaysMessage } from "./evidence_dialog";
import { Exports } from "./exports";
import { takeDrops } from "./file_drops";
import { keepKeys } from "./host_shortcuts";
import { Pulse } from "./kernel_pulse";
import { bringLessonInSight } from "./lesson_in_sight";
import { Notice } from "./notice";
import { hexadecimal } from "./number_words";
import { Opening, type OpeningMessage } from "./open_dialog";
import { Sharing, type SharingMessage } from "./sharing";
import type { PageMessage } from "./sharing_page";
import type { SessionTraits } from "./traits";
import { Turning } from "./turning";

const LONGEST_DRAWING = 15_000; // ms
const SOON = 300; // ms
const LONGEST_SHOWING = 60; // frames

// What a browser's uploads are found by again; drawn once.
const browserKey = (): string => {
  const held = remembered("key", "");
  if (/^[0-9a-f]{32}$/.test(held)) return held;
  const drawn = hexadecimal(crypto.getRandomValues(new Uint8Array(16)));
  remember("key", drawn);
  return drawn;
};

// All tabs but the night scroll in one box, and each stays in it: one turned to is read from its top,
// or from what the kernel marked in it.
const beginAtTheTop = (box: Element | null, signal: AbortSignal, shownNow: () => void): void => {
  if (!box) return;
  let shown: Element | undefined;
  let begun = "";
  // Drawn anew, it is not gone to again; what is not laid out yet is, within some frames.
  const begin = (frames: number) => {
    const here = box.querySelector<HTMLElement>(".turned-to [data-begins-here]");
    const mark = here?.dataset.beginsHere ?? "";
    if (!here || mark === begun || signal.aborted) return;
    if (here.offsetHeight) {
      here.scrollIntoView();
      begun = mark;
    } else if (frames) requestAnimationFrame(() => begin(frames - 1));
  };
  const turned = new MutationObserver(() => {
    const now = [...box.children].find((one) => one.classList.contains("turned-to"));
    if (now && now !== shown) box.scrollTop = 0;
    if (now !== shown) {
      begun = "";
      shownNow();
    }
    shown = now;
    begin(LONGEST_SHOWING);
  });
  turned.observe(box, {
    attributes: true,
    attributeFilter: ["class"],
    childList: true,
    subtree: true,
  });
  signal.addEventListener("abort", () => turned.disconnect());
};

export default {
  render({ model, el, signal }: View<SessionTraits>) {
    el.classList.add("explorer-door");
    const address = new Address(model, signal);
    const sharing = new Sharing(
      model,
      address,
      new Exports(model, () => el.closest(".sleep-explorer")),
    );
    const opening = new Opening(model);
    const says = new Says(model);
    const words = new AskingWords(model);
    const units = new AskingUnits(model);
    el.append(
      button("Open…", () => opening.open(), {
        title: "open a night: by path, from a folder, from this computer",
      }),
      opening.dialog,
      words.opener,
      words.dialog,
      units.opener,
      units.dialog,
      button("share", () => sharing.open(), {
        title: "link, notebook cell, figures, report, tables",
      }),
      sharing.dialog,
      says.dialog,
    );
    const notice = new Notice();
    const putAway = () => {
      model.set("notice", "");
      model.save_changes();
      showNotice();
    };
    const ask = (kind: string) => () => model.send({ kind });
    // What is amiss with the night on screen comes before what was said of anything else.
    const showNotice = () => {
      const [changed, opening] = [model.get("changed"), model.get("opening")];
      if (opening) notice.say(`Opening ${opening}…`, button("cancel", ask("cancel")));
      else if (changed) notice.say(changed, button("read again", ask("read-again")));
      else notice.say(model.get("notice"), button("put away", putAway));
    };
    const asked = address.asked();
    const awaited = new AwaitedNight(asked, model.get("view"));
    signal.addEventListener("abort", () => awaited.end());
    // Most nights open before anybody could cancel: nothing flashes up.
    let late: ReturnType<typeof setTimeout> | undefined;
    const showOpening = () => {
      clearTimeout(late);
      if (model.get("opening")) late = setTimeout(showNotice, SOON);
      else showNotice();
    };
    // A dialog says what belongs to the tab it was opened on: by whichever way another is turned to,
    // as by Back, it does not stand over that.
    let tab = tabOf(model.get("view"));
    const showView = () => {
      const before = tab;
      tab = tabOf(model.get("view"));
      if (tab !== before) for (const dialog of [says.dialog, sharing.dialog]) dialog.close();
      address.follow();
      sharing.show();
    };
    type Message = OpeningMessage & SharingMessage & PageMessage & SaysMessage;
    const receive = (message: Message, buffers: Buffers) => {
      opening.receive(message);
      sharing.receive(message, buffers);
      says.receive(message);
      words.receive(message);
      units.receive(message);
      const kind: string = message.kind;
      if (kind === "followed") address.follow();
      if (kind === "turned") {
        putAway(); // as with a tab that is pressed
        address.turned();
      }
      if (["followed", "opened", "refused"].includes(kind)) awaited.end();
    };
    // For whoever looks at the page from outside, as tests do: whether it is at rest.
    const showRest = () => {
      el.dataset.settled = model.get("settled") ? "yes" : "no";
    };
    const listeners = {
      "change:view": showView,
      "change:cell": () => sharing.show(),
      "change:notice": showNotice,
      "change:changed": showNotice,
      "change:opening": showOpening,
      "change:settled": showRest,
      "change:question": () => words.follow(true),
      "change:unit_question": () => units.follow(false),
      "msg:custom": receive,
    };
    for (const [event, handler] of Object.entries(listeners)) model.on(event, handler);
    showOpening();
    showRest();
    // The controls tell the kernel their first values as they are drawn: the address speaks last.
    const began = Date.now();
    const knock = (): void => {
      const page = el.closest<HTMLElement>(".sleep-explorer"); // none before the widget is attached
      const drawn = page?.querySelector(".live-pane[data-ready=yes]");
      if (signal.aborted) return;
      if (!drawn && Date.now() - began < LONGEST_DRAWING) {
        setTimeout(knock, 50);
        return;
      }
      (page ?? el).append(notice.bar);
      const pulse = new Pulse(model, notice, address, signal);
      model.on("msg:custom", (message: { kind: string }) => {
        if (message.kind === "beat") pulse.answered();
      });
      takeDrops(page ?? el, signal, (files) => opening.upload(files));
      says.takeClicks(page ?? el, signal);
      const turning = new Turning(page ?? el);
      const showTurning = () => {
        if (model.get("turning")) turning.show(model.get("turning"));
        else turning.end();
      };
      model.on("change:turning", showTurning);
      signal.addEventListener("abort", () => model.off("change:turning", showTurning));
      (page?.querySelector(".explorer-grid") ?? el).append(turning.words);
      signal.addEventListener("abort", () => turning.words.remove());
      bringLessonInSight(el, signal);
      beginAtTheTop(page?.querySelector(".explorer-other") ?? null, signal, () => turning.end());
      const press = (event: Event) => {
        const tab = elementOf(event)?.closest<HTMLElement>(".explorer-tabs button");
        if (!tab || tab.classList.contains("mod-active")) return;
        turning.begin(tab.innerText.trim());
        putAway(); // it was there to be read, and would stand over the next tab's heading
      };
      page?.addEventListener("click", press, { signal, capture: true });
      if (page && document.body.dataset.voila === undefined) keepKeys(page, signal);
      model.send({ kind: "hello", view: asked, key: browserKey() });
      address.heard = true;
      words.follow(true);
      units.follow(false);
      if (!asked) address.follow();
    };
    knock();
    return () => {
      for (const [event, handler] of Object.entries(listeners)) model.off(event, handler);
      notice.bar.remove();
    };
  },
};
