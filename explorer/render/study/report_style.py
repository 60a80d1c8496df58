"""How a report looks: one style sheet, light, for the screen and for paper."""

from explorer.vocabulary.stages import STAGE_COLOURS

_STAGES = "".join(
    f".stage-{stage.name} {{ fill: {colour} }} .line-{stage.name} {{ stroke: {colour} }}\n"
    for stage, colour in STAGE_COLOURS.items()
)
_PAGE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1b2733; background: #fff; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; font-variant-numeric: tabular-nums }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
.result { font-size: 1.15rem; border-left: 4px solid #1B3A6B; padding-left: 1rem }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .85rem }
th, td { text-align: right; white-space: nowrap; padding: .25rem .6rem;
  border-bottom: 1px solid #dde3e8 }
th:first-child, th:last-child, td:first-child, td:last-child { text-align: left }
.primary { font-weight: 600 } .wrapped th, .wrapped td { white-space: normal; text-align: left }
code { background: #f1f4f6; padding: .1rem .3rem; overflow-wrap: anywhere }
.density { width: 100%; height: auto; font-size: 11px } .quiet { color: #52606d; font-size: .85rem }
.end { text-anchor: end } .middle { text-anchor: middle } .tick { fill: #52606d }
.grid { stroke: #dde3e8 } .between { opacity: .3 } .cluster { stroke: #c2410c; stroke-width: 4 }
.density polyline { fill: none; stroke-width: 2 }
.density polyline.before { stroke-dasharray: 4 3; stroke-width: 1.5 }
.figures { display: flex; flex-wrap: wrap; gap: 1rem }
.nights { margin: 0; max-width: 560px }
.nights svg { max-width: 100%; height: auto; font-size: 12px }
.name { font-weight: 600 } .level { stroke-width: 1.5 } .night { stroke-width: 2 }
.level.reference { stroke: #52606d; stroke-dasharray: 5 4 } .level.compared { stroke: #1B3A6B }
.night.reference { fill: #fff; stroke: #52606d } .night.compared { fill: #1B3A6B; stroke: #1B3A6B }
.block { fill: #1b2733; opacity: .05 }
"""
STYLE = _PAGE + _STAGES
