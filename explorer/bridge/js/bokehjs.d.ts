// The internals of BokehJS that the bridge leans on; tests/bridge/test_live_figure.py guards them.

// Without `check_eq` a value is compared with the one before, number by number.
interface Setting {
  sync: boolean;
  check_eq?: false;
}

export interface BokehRange {
  start: number;
  end: number;
  tags?: string[];
  setv(changes: Record<string, unknown>, options: Setting): void;
}

export interface BokehModel {
  id: string;
  name: string | null;
  tags?: string[];
  visible: boolean;
  height: number;
  location: number;
  axis_label?: string;
  major_label_overrides?: Map<number, string>;
  left?: BokehModel[]; // axes
  below?: BokehModel[]; // axes, and what is said below a figure
  data: Record<string, ArrayLike<unknown>>;
  x_range: BokehRange;
  y_range: BokehRange;
  setv(changes: Record<string, unknown>, options: Setting): void;
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

// What is painted in a plot: a glyph, an axis, a mark.
export interface RendererView {
  panel?: object; // of an axis, beside the frame
  position: { replace(css: string): void };
  update_position(): void;
}

interface BokehImage extends ArrayLike<number> {
  dtype: string;
}

type Colours = Uint8ClampedArray<ArrayBuffer>; // red, green, blue, opacity of each pixel

export interface ImageView {
  model: {
    color_mapper: {
      low: number | null;
      high: number | null;
      rgba_mapper: { v_compute(codes: ArrayLike<number>): Colours };
    };
  };
  image_data: HTMLCanvasElement[];
  _flat_img_to_buf8(image: BokehImage): Colours;
  _get_or_create_canvas(i: number): HTMLCanvasElement;
  _set_image_data_from_buffer(i: number, colours: Colours): void;
}

interface Ranges {
  x_ranges: Map<string, { type: string }>;
  y_ranges: Map<string, { type: string }>;
}

// What fits ranges to data.
export interface RangeManager {
  _update_dataranges(frame: Ranges): void;
}

// The labels of an axis that were given by hand, as views by their ticks.
export interface AxisLabels {
  _major_label_views: Map<number, unknown>;
  _init_major_labels(): Promise<void>;
}

// The room of an axis.
export interface SideLayout {
  bbox: { width: number; height: number };
  panel: { is_horizontal: boolean };
  _content_size(): { width: number; height: number };
  has_size_changed(): boolean;
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
  request_layout(force?: boolean): void;
  views?: { find_one(model: BokehModel): { bbox?: { height: number } } | null };
  _invalidated_painters: Set<RendererView>;
  _invalidate_all: boolean;
  _needs_layout: boolean;
  _invalidate_layout_if_needed(): void;
  export(type: "png" | "svg"): { canvas: HTMLCanvasElement; ctx: SVGContext };
}

// Words, as they are painted.
export interface TextBox {
  text: string;
  font: string;
  color: string;
  outline_color: string;
  outline_width: number;
  line_height: number;
  align: string;
  _visual_align: string;
  angle?: number;
  position: { sx: number; sy: number };
  bbox(): { left: number; top: number; right: number; bottom: number };
  paint(ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | SVGContext): void;
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
  "models/axes/axis": { AxisView: { prototype: AxisLabels } };
  "core/graphics": { TextBox: { prototype: TextBox } };
  "models/formatters/customjs_tick_formatter": {
    CustomJSTickFormatter: { prototype: TickFormatter };
  };
  "models/renderers/renderer": { RendererView: { prototype: RendererView } };
  "models/renderers/glyph_renderer": { GlyphRendererView: { prototype: RendererView } };
  "models/glyphs/image": { ImageView: { prototype: ImageView } };
  "models/plots/plot_canvas": { PlotView: { prototype: PlotView } };
  "models/plots/range_manager": { RangeManager: { prototype: RangeManager } };
  "core/layout/side_panel": { SideLayout: { prototype: SideLayout } };
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
