/** Browsers that lack something, played by hiding it: in the page, and in each worker before its own script runs. */

/** A script for each kind of browser. It runs where `self` is the page or a worker. */
export const lacks = {
  "no OffscreenCanvas": "self.OffscreenCanvas = undefined;",
  "no createImageBitmap": "self.createImageBitmap = undefined;",
  "no options of createImageBitmap": `{
    const create = self.createImageBitmap;
    self.createImageBitmap = (source, options) =>
      options ? Promise.reject(new TypeError("Too many arguments.")) : create(source);
  }`,
  "canvases of 4,096 x 4,096 at most": `{
    const check = (width, height) => {
      if (Math.max(width, height) > 4096 || width * height > 16_777_216) throw new Error("This canvas is too large.");
    };
    self.OffscreenCanvas = class extends self.OffscreenCanvas {
      constructor(width, height) {
        check(width, height);
        super(width, height);
      }
    };
    if (self.HTMLCanvasElement) {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (...options) {
        check(this.width, this.height);
        return getContext.apply(this, options);
      };
    }
  }`,
  "no WebP from a canvas": `{
    const { convertToBlob } = OffscreenCanvas.prototype;
    OffscreenCanvas.prototype.convertToBlob = function (options) {
      return convertToBlob.call(this, options?.type === "image/webp" ? { type: "image/png" } : options);
    };
  }`,
} as const;

export type Lack = keyof typeof lacks;

/** Makes this page a browser that lacks something. */
export function lack(name: Lack): void {
  const script = lacks[name];
  const element = document.createElement("script");
  element.text = script;
  document.body.appendChild(element);
  const Original = Worker;
  window.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      const first = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      const own = `import "${first}"; import "${new URL(url, location.href).href}";`;
      super(URL.createObjectURL(new Blob([own], { type: "text/javascript" })), { ...options, type: "module" });
    }
  };
}
