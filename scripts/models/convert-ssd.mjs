/**
 * Converts the SSD MobileNet that `@vladmandic/face-api` ships, weights without a graph, to a TensorFlow.js graph model that
 * takes inputs of any size. The layers: https://arxiv.org/abs/1704.04861 (MobileNet), https://arxiv.org/abs/1512.02325 (SSD).
 */
import { GraphWriter, attribute } from "./graph-model.mjs";

/** Pairs of a depthwise and a pointwise convolution in MobileNet, and those of them that halve the picture. */
const pairs = 13;
const halvingPairs = new Set([2, 4, 6, 12]);

/** The pair whose output is read for faces, beside the last one's: the finest grid. */
const finestRead = 11;

/** Convolutions after MobileNet, one to shrink the depth and one to halve the picture in turn. */
const furtherLayers = 8;

/** Numbers per anchor: of the classes only the face counts, see `faceClass`. */
const classes = 3;
const faceClass = 1;
const boxValues = 4;

/** The amount that TensorFlow's batch normalization adds to the variance. */
const epsilon = 0.001;

/**
 * @typedef {{ name: string, shape: number[], dtype: string, quantization?: { scale: number, min: number } }} Spec
 * @typedef {{ spec: Spec, bytes: Uint8Array }} Weights of one byte each
 */

/**
 * Returns a model with one input `input` `[1, height, width, 3]`, RGB from -1 to 1, both multiples of 16, and one output `faces`
 * `[1, anchors, 5]`: the score's logit, then the box's centre (down, across) and size (down, across) as the anchor's; the
 * anchors of the finest grid first, row by row.
 * @param {string} text the `-weights_manifest.json`
 * @param {Uint8Array} bytes the `.bin`
 * @returns {import("./graph-model.mjs").GraphModel}
 */
export function convertSsd(text, bytes) {
  const converter = new SsdConverter(readWeights(text, bytes));
  const grids = converter.grids();
  converter.join(grids.map((grid, index) => converter.predict(grid, `Prediction/BoxPredictor_${index}`)));
  return converter.writer.finish("@vladmandic/face-api/model/ssd_mobilenetv1_model.bin");
}

class SsdConverter {
  /** @param {Map<string, Weights>} weights */
  constructor(weights) {
    this.weights = weights;
    this.writer = new GraphWriter();
  }

  /** Adds MobileNet and the layers after it; returns the names of the nodes that faces are read from. */
  grids() {
    let layer = this.convolve(this.writer.input("input", [1, -1, -1, 3]), "MobilenetV1/Conv2d_0_pointwise", 2);
    const grids = [];
    for (let pair = 1; pair <= pairs; pair++) {
      layer = this.depthwise(layer, `MobilenetV1/Conv2d_${pair}_depthwise`, halvingPairs.has(pair) ? 2 : 1);
      layer = this.convolve(layer, `MobilenetV1/Conv2d_${pair}_pointwise`, 1);
      if (pair === finestRead || pair === pairs) grids.push(layer);
    }
    for (let further = 0; further < furtherLayers; further++) {
      const isHalving = further % 2 === 1;
      layer = this.convolve(layer, `Prediction/Conv2d_${further}_pointwise`, isHalving ? 2 : 1);
      if (isHalving) grids.push(layer);
    }
    return grids;
  }

  /**
   * @param {string} input
   * @param {string} name
   * @param {number} stride
   */
  convolve(input, name, stride) {
    return this.convolution(name, {
      input,
      filter: "weights",
      bias: "convolution_bn_offset",
      stride,
      activation: "Relu6",
    });
  }

  /**
   * @param {string} name
   * @param {{ input: string, filter: string, bias: string, stride: number, activation: string | null }} of
   */
  convolution(name, { input, filter, bias, stride, activation }) {
    return this.writer.convolution(name, "_FusedConv2D", {
      inputs: [input, this.constant(`${name}/${filter}`), this.constant(`${name}/${bias}`)],
      strides: [stride, stride],
      dilations: [1, 1],
      padding: "SAME",
      activation,
    });
  }

  /**
   * Adds a convolution of each channel by itself; its batch normalization becomes part of its filter and its bias.
   * @param {string} input
   * @param {string} name
   * @param {number} stride
   */
  depthwise(input, name, stride) {
    const { shape } = this.of(`${name}/depthwise_weights`).spec;
    const { scales, bias } = this.normalization(`${name}/BatchNorm`);
    const filter = this.values(`${name}/depthwise_weights`);
    const folded = filter.map((value, at) => value * (scales[at % scales.length] ?? 1));
    return this.writer.convolution(name, "FusedDepthwiseConv2dNative", {
      inputs: [
        input,
        this.writer.floats(`${name}/filter`, shape, folded),
        this.writer.floats(`${name}/bias`, [bias.length], bias),
      ],
      strides: [stride, stride],
      dilations: [1, 1],
      padding: "SAME",
      activation: "Relu6",
    });
  }

  /**
   * Returns a batch normalization as a factor and a summand for each channel.
   * @param {string} name
   */
  normalization(name) {
    const variance = this.values(`${name}/moving_variance`);
    const mean = this.values(`${name}/moving_mean`);
    const scales = this.values(`${name}/gamma`).map((gamma, at) => gamma / Math.sqrt((variance[at] ?? 0) + epsilon));
    const bias = this.values(`${name}/beta`).map((beta, at) => beta - (mean[at] ?? 0) * (scales[at] ?? 1));
    return { scales, bias };
  }

  /**
   * Adds what is read from a grid: one score and one box per anchor.
   * @param {string} grid
   * @param {string} name
   */
  predict(grid, name) {
    const { writer } = this;
    const scores = this.anchors(grid, `${name}/ClassPredictor`, classes);
    const boxes = this.anchors(grid, `${name}/BoxEncodingPredictor`, boxValues);
    const part = [scores, writer.ints([0, 0, faceClass]), writer.ints([1, -1, 1])];
    const face = writer.node(`${name}/face`, "Slice", { inputs: part });
    return this.concatenate(`${name}/joined`, [face, boxes], 2);
  }

  /**
   * @param {string} input
   * @param {string} name
   * @param {number} values per anchor
   */
  anchors(input, name, values) {
    const grid = this.convolution(name, { input, filter: "weights", bias: "biases", stride: 1, activation: null });
    return this.writer.node(`${name}/anchors`, "Reshape", { inputs: [grid, this.writer.ints([1, -1, values])] });
  }

  /** @param {string[]} grids */
  join(grids) {
    this.concatenate("faces", grids, 1);
  }

  /**
   * @param {string} name
   * @param {string[]} inputs
   * @param {number} axis
   */
  concatenate(name, inputs, axis) {
    const attr = { N: attribute.int(inputs.length) };
    return this.writer.node(name, "ConcatV2", { inputs: [...inputs, this.writer.ints([axis], [])], attr });
  }

  /** @param {string} name */
  of(name) {
    const weights = this.weights.get(name);
    if (!weights) throw new Error(`The model lacks the weights ${name}.`);
    return weights;
  }

  /**
   * Adds weights as they are, one byte each.
   * @param {string} name
   */
  constant(name) {
    const { spec, bytes } = this.of(name);
    return this.writer.bytes(name, spec.shape, { bytes, ...quantizationOf(spec) });
  }

  /** @param {string} name */
  values(name) {
    const { spec, bytes } = this.of(name);
    const { scale, min } = quantizationOf(spec);
    return Float32Array.from(bytes, (value) => value * scale + min);
  }
}

/**
 * @param {Spec} spec
 * @throws {Error} when the weights are not of one byte each
 */
function quantizationOf({ name, quantization }) {
  if (!quantization) throw new Error(`The weights ${name} are not of one byte each.`);
  return quantization;
}

/**
 * @param {string} text
 * @param {Uint8Array} bytes
 * @returns {Map<string, Weights>}
 */
function readWeights(text, bytes) {
  /** @type {{ weights: Spec[] }[]} */
  const manifest = JSON.parse(text);
  let at = 0;
  const weights = manifest
    .flatMap((group) => group.weights)
    .map((spec) => {
      const start = at;
      at += spec.shape.reduce((product, length) => product * length, spec.quantization ? 1 : 4);
      return /** @type {const} */ ([spec.name, { spec, bytes: bytes.subarray(start, at) }]);
    });
  if (at !== bytes.length) throw new Error("The weights are not as long as their list says.");
  return new Map(weights);
}
