/**
 * Writes a TensorFlow.js graph model: nodes as in TensorFlow's GraphDef, weights in one file beside them.
 * Format: https://github.com/tensorflow/tfjs/tree/tfjs-v4.22.0/tfjs-converter (src/data/compiled_api.ts, operations/op_list).
 */

/** @typedef {{ json: string, weights: Uint8Array }} GraphModel */

const typeNames = { float32: "DT_FLOAT", int32: "DT_INT32" };

/** Attributes as GraphDef spells them. */
export const attribute = {
  /** @param {number[]} values */
  ints: (values) => ({ list: { i: values.map(String) } }),
  /** @param {string[]} values */
  texts: (values) => ({ list: { s: values.map(base64) } }),
  /** @param {string} value */
  text: (value) => ({ s: base64(value) }),
  /** @param {boolean} value */
  bool: (value) => ({ b: value }),
  /** @param {number} value */
  int: (value) => ({ i: String(value) }),
  /** @param {"float32" | "int32"} type */
  type: (type) => ({ type: typeNames[type] }),
};

/** @param {string} value */
function base64(value) {
  return Buffer.from(value).toString("base64");
}

/** @param {number[]} shape */
function shapeOf(shape) {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

/** Collects nodes and weights; every method that adds one returns its name. */
export class GraphWriter {
  constructor() {
    /** @type {object[]} */
    this.nodes = [];
    /** @type {object[]} */
    this.specs = [];
    /** @type {Uint8Array[]} */
    this.parts = [];
    /** @type {Map<string, string>} */
    this.numbers = new Map();
  }

  /**
   * @param {string} name
   * @param {number[]} shape -1 leaves a dimension open
   */
  input(name, shape) {
    const attr = { dtype: attribute.type("float32"), shape: { shape: shapeOf(shape) } };
    this.nodes.push({ name, op: "Placeholder", attr });
    return name;
  }

  /**
   * @param {string} name
   * @param {string} op
   * @param {{ inputs: string[], attr?: object }} of
   */
  node(name, op, { inputs, attr = {} }) {
    this.nodes.push({ name, op, input: inputs, attr: { T: attribute.type("float32"), ...attr } });
    return name;
  }

  /**
   * Adds a convolution with its bias and, when it has one, its activation.
   * @param {string} name
   * @param {"_FusedConv2D" | "FusedDepthwiseConv2dNative"} op
   * @param {{ inputs: string[], strides: number[], dilations: number[], padding: "SAME" | "VALID", activation: string | null }} of
   *   strides and dilations down and across
   */
  convolution(name, op, { inputs, strides, dilations, padding, activation }) {
    const attr = {
      strides: attribute.ints([1, ...strides, 1]),
      padding: attribute.text(padding),
      dilations: attribute.ints([1, ...dilations, 1]),
      data_format: attribute.text("NHWC"),
      num_args: attribute.int(1),
      fused_ops: attribute.texts(activation === null ? ["BiasAdd"] : ["BiasAdd", activation]),
    };
    return this.node(name, op, { inputs, attr });
  }

  /**
   * Adds the height and width of a picture times a factor, which are known only when the model runs.
   * @param {string} name
   * @param {string} picture
   * @param {number} times
   */
  sizeTimes(name, picture, times) {
    const whole = { T: attribute.type("int32") };
    this.node(`${name}/shape`, "Shape", { inputs: [picture], attr: { out_type: attribute.type("int32") } });
    const part = [`${name}/shape`, this.ints([1]), this.ints([2])];
    this.node(`${name}/size`, "Slice", { inputs: part, attr: whole });
    return this.node(`${name}/grown`, "Mul", { inputs: [`${name}/size`, this.ints([times])], attr: whole });
  }

  /**
   * Adds weights of two bytes a number.
   * @param {string} name
   * @param {number[]} shape
   * @param {Uint16Array} halves IEEE 754 binary16, row-major
   */
  halves(name, shape, halves) {
    const quantization = { dtype: "float16", original_dtype: "float32" };
    return this.constant({ name, shape, dtype: "float32", quantization }, halves);
  }

  /**
   * Adds weights of one byte a number.
   * @param {string} name
   * @param {number[]} shape
   * @param {{ bytes: Uint8Array, scale: number, min: number }} of row-major; a number is its byte times the scale, plus the least
   */
  bytes(name, shape, { bytes, scale, min }) {
    const quantization = { dtype: "uint8", original_dtype: "float32", scale, min };
    return this.constant({ name, shape, dtype: "float32", quantization }, bytes);
  }

  /**
   * @param {string} name
   * @param {number[]} shape
   * @param {Float32Array} values row-major
   */
  floats(name, shape, values) {
    return this.constant({ name, shape, dtype: "float32" }, values);
  }

  /**
   * Adds a list of integers, once however often it is used.
   * @param {number[]} values
   * @param {number[]} [shape]
   */
  ints(values, shape = [values.length]) {
    const name = `ints/${shape.join("x") || "scalar"}/${values.join("_")}`;
    if (!this.numbers.has(name)) {
      this.numbers.set(name, this.constant({ name, shape, dtype: "int32" }, Int32Array.from(values)));
    }
    return name;
  }

  /**
   * @param {{ name: string, shape: number[], dtype: "float32" | "int32", quantization?: object }} spec
   * @param {Float32Array | Int32Array | Uint16Array | Uint8Array} values
   */
  constant(spec, values) {
    const tensor = { dtype: typeNames[spec.dtype], tensorShape: shapeOf(spec.shape) };
    const attr = { dtype: attribute.type(spec.dtype), value: { tensor } };
    this.nodes.push({ name: spec.name, op: "Const", attr });
    this.specs.push(spec);
    this.parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return spec.name;
  }

  /**
   * Returns the model's two files; readers find the weights beside the JSON.
   * @param {string} source what it was converted from
   * @returns {GraphModel}
   */
  finish(source) {
    const json = {
      format: "graph-model",
      generatedBy: source,
      convertedBy: "Heartfelt scripts/models",
      modelTopology: { node: this.nodes, versions: { producer: 1 } },
      weightsManifest: [{ paths: ["weights.bin"], weights: this.specs }],
    };
    return { json: `${JSON.stringify(json)}\n`, weights: new Uint8Array(Buffer.concat(this.parts)) };
  }
}
