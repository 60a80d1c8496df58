// What other scripts, tests and benchmarks may look at of a pane that is drawn.

import type { LiveDocument } from "./live_document";
import type { NightInPage } from "./night_in_page";
import type { ScoredMarks } from "./scored_marks";
import type { TraceStore } from "./traces";
import type { LiveModel } from "./traits";

export interface Pane extends HTMLElement {
  explorer?: {
    live: LiveDocument;
    model: LiveModel;
    store: TraceStore;
    night: NightInPage;
    scored: ScoredMarks;
  };
}
