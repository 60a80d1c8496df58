// "Says who?": a click on what rests on a claim or a study shows the evidence, over what is read.

class Says {
  constructor(model) {
    this.model = model;
    this.answer = make("div.says-answer", { tabIndex: 0, "aria-live": "polite" });
    const all = () => {
      this.dialog.close();
      model.send({ kind: "evidence" });
    };
    this.dialog = dialogOf(
      "explorer-says",
      "Says who?",
      this.answer,
      make("div.row", {}, button("all the evidence", all, { title: "turn to the tab Evidence" })),
    );
  }

  takeClicks(page, signal) {
    const ask = (event) => {
      const asked = event.target.closest?.("[data-evidence]");
      if (!asked) return;
      this.answer.replaceChildren(make("p.quiet", {}, "looking it up…"));
      this.dialog.appear();
      this.model.send({ kind: "says", asked: asked.dataset.evidence });
    };
    page.addEventListener("click", ask, { signal });
  }

  receive(message) {
    if (message.kind !== "says") return;
    this.answer.innerHTML = message.html; // of the explorer's own evidence, none of a file's words
    this.answer.scrollTop = 0;
  }
}
