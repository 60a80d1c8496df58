// Numbers as words of the page.

const MINUS = "−"; // which a hyphen is not; the kernel's words have the same
export const NOTHING = "–";

// A number as a person reads it: a minus before one below nothing, a dash where there is none.
export const shownNumber = (value: number, decimals: number): string =>
  Number.isFinite(value)
    ? value
        .toFixed(decimals)
        .replace(/^-(?=[0.]*$)/, "")
        .replace("-", MINUS)
    : NOTHING;

export const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

export const hexadecimal = (bytes: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
