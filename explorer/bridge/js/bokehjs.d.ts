// The internals of BokehJS that the bridge leans on; tests/bridge/test_live_figure.py guards them.

interface BokehRange {
  start: number;
  end: number;
  setv(changes: Record<string, unknown>, options: { sync: boolean }): void;
}

export interface BokehModel {
  id: string;
  name: string | null;
  tags?: string[];
  visible: boolean;
  height: number;
  location: number;
  axis_label?: string;
  data: Record<string, ArrayLike<unknown>>;
  x_range: BokehRange;
  y_range: BokehRange;
  setv(changes: Record<string, unknown>, options: { sync: boolean }): void;
}

export interface BokehDocument {
  _all_models: Map<string, BokehModel>;
  apply_json_patch(patch: unknown, buffers: Map<string, ArrayBuffer>): void;
  get_model_by_name(name: string): BokehModel | null;
  clear(): void;
}

interface SVGContext {
  get_serialized_svg(fixed: boolean): string;
}

export interface PlotView {
  model: BokehModel;
  el: HTMLElement;
  bbox: { width: number; height: number };
  frame: { bbox: { left: number; top: number; width: number; height: number } };
  base_font_size: number;
  is_destroyed: boolean;
  throttled_paint(): Promise<void>;
  repaint(): void;
  export(type: "png" | "svg"): { canvas: HTMLCanvasElement; ctx: SVGContext };
}

// Of any kind: a plot's view has the properties above.
export interface AnyView extends Partial<PlotView> {
  child_views?: AnyView[];
}

interface Modules {
  "core/visuals/visual": { VisualProperties: { prototype: { _get_css_value(): string } } };
  "core/dom": {
    InlineStyleSheet: { prototype: { el: HTMLElement; _update(css: string): void } };
  };
  "models/formatters/customjs_tick_formatter": {
    CustomJSTickFormatter: { prototype: TickFormatter };
  };
  document: {
    Document: {
      from_json(json: unknown, events: undefined, arrays: Map<string, ArrayBuffer>): BokehDocument;
    };
  };
  "embed/standalone": {
    add_document_standalone(
      document: BokehDocument,
      element: HTMLElement,
      roots: HTMLElement[],
    ): Promise<Iterable<AnyView>>;
  };
}

export interface TickFormatter {
  names: string[];
  values: unknown[];
  code: string;
  doFormat(ticks: number[]): string[];
}

export interface BokehJS {
  version: string;
  require<Name extends keyof Modules>(name: Name): Modules[Name];
}
