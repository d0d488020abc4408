/** The part of libheif's JavaScript that is used: its package describes only the functions below it. */
export interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  /** Fills the pixels, RGBA, and answers with them; with null when the image cannot be decoded. */
  display(
    pixels: { width: number; height: number; data: Uint8ClampedArray },
    answer: (shown: object | null) => void,
  ): void;
  free(): void;
}

export interface HeifDecoder {
  /** Returns the top-level images; none for a file that cannot be read. */
  decode(bytes: Uint8Array): HeifImage[];
}

export interface LibHeif {
  HeifDecoder: new () => HeifDecoder;
}

/** The exports of the package. */
export interface LibHeifModule {
  default: (options: { wasmBinary: ArrayBuffer }) => LibHeif;
}
