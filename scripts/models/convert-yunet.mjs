/**
 * Converts YuNet's ONNX file to a TensorFlow.js graph model that takes inputs of any size.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { GraphWriter, attribute } from "./graph-model.mjs";
import { Message } from "./protobuf.mjs";

/** YuNet's outputs at each stride that are kept: two scores and a box. The key points are left out. */
const heads = ["cls", "obj", "bbox"];
const valuesPerPoint = 6;
const strides = [8, 16, 32];

/** Operators that only reorder dimensions, which TensorFlow's layout has in place already. */
const reorderers = new Set(["Transpose", "Reshape"]);
/** Operators that only compute the shapes for those. */
const shapeOperators = new Set(["Shape", "Gather", "Unsqueeze", "Concat"]);

/**
 * @typedef {{ op: string, inputs: string[], output: string, ints: Map<string, number[]> }} Node
 * @typedef {{ shape: number[], values: Float32Array }} Weights
 * @typedef {[outputs: number, inputs: number, height: number, width: number]} FilterShape in ONNX's order
 */

/**
 * Returns a model with one input `input` `[1, height, width, 3]`, BGR from 0 to 255, both multiples of 32, and one output
 * `faces` `[1, points, 6]`: class score, objectness, the box's centre and the logarithm of its size, all in strides; points
 * of stride 8 first, then 16, then 32, row by row.
 * @param {Uint8Array} bytes the `.onnx` file
 * @returns {import("./graph-model.mjs").GraphModel}
 */
export function convertYunet(bytes) {
  const [graph] = new Message(bytes).messages(7);
  if (!graph) throw new Error("The ONNX file holds no graph.");
  const converter = new YunetConverter(graph);
  for (const node of converter.nodes) converter.convert(node);
  return converter.finish();
}

class YunetConverter {
  /** @param {Message} graph */
  constructor(graph) {
    this.writer = new GraphWriter();
    this.nodes = neededNodes(graph.messages(1).map(readNode));
    this.weights = new Map(graph.messages(5).map((tensor) => [tensor.texts(8)[0] ?? "", readWeights(tensor)]));
    /** Names of nodes by the names of what they compute, where those differ. */
    this.names = new Map([["input", this.writer.input("input", [1, -1, -1, 3])]]);
  }

  /** @param {string | undefined} name */
  name(name) {
    return this.names.get(name ?? "") ?? `yunet/${name}`;
  }

  /** @param {string | undefined} name */
  weightsOf(name) {
    const weights = this.weights.get(name ?? "");
    if (!weights) throw new Error(`The model lacks the weights ${name}.`);
    return weights;
  }

  /** @param {Node} node */
  convert(node) {
    const [input] = node.inputs;
    const output = `yunet/${node.output}`;
    if (shapeOperators.has(node.op) || this.names.has(node.output)) return;
    if (reorderers.has(node.op)) this.names.set(node.output, this.name(input));
    else if (node.op === "Conv") this.convolution(node, output);
    else if (node.op === "Relu" || node.op === "Sigmoid")
      this.writer.node(output, node.op, { inputs: [this.name(input)] });
    else if (node.op === "Add")
      this.writer.node(output, "AddV2", { inputs: node.inputs.map((name) => this.name(name)) });
    else if (node.op === "MaxPool") this.pool(node, output);
    else if (node.op === "Resize") this.resize(node, output);
    else throw new Error(`The operator ${node.op} is not supported.`);
  }

  /**
   * Filters go from ONNX's order (output, input, height, width) to TensorFlow's (height, width, input, output), or (height,
   * width, channel, 1) when each channel has a filter of its own. A Relu that follows is made part of it.
   * @param {Node} node
   * @param {string} name
   */
  convolution(node, name) {
    const [input, filter, bias] = node.inputs;
    const { shape, values } = this.weightsOf(filter);
    const [outputs, inputs, height, width] = /** @type {FilterShape} */ (shape);
    const isDepthwise = outputs > 1 && node.ints.get("group")?.[0] === outputs;
    const moved = isDepthwise ? [height, width, outputs, 1] : [height, width, inputs, outputs];
    const relu = this.nodes.find(({ op, inputs: from }) => op === "Relu" && from[0] === node.output);
    const [stride = 1] = node.ints.get("strides") ?? [];
    const [pad = 0] = node.ints.get("pads") ?? [];
    const { writer } = this;
    this.writer.convolution(name, isDepthwise ? "FusedDepthwiseConv2dNative" : "_FusedConv2D", {
      inputs: [
        stride === 1 ? this.name(input) : this.padded(this.name(input), pad),
        writer.floats(`${name}/filter`, moved, spatialFirst(values, [outputs, inputs, height, width])),
        writer.floats(`${name}/bias`, [outputs], this.weightsOf(bias).values),
      ],
      strides: [stride, stride],
      dilations: [1, 1],
      // With a stride TensorFlow's SAME pads below and right only, ONNX all around.
      padding: stride === 1 ? "SAME" : "VALID",
      activation: relu ? "Relu" : null,
    });
    if (relu) this.names.set(relu.output, name);
  }

  /**
   * @param {string} input
   * @param {number} by
   */
  padded(input, by) {
    const paddings = this.writer.ints([0, 0, by, by, by, by, 0, 0], [4, 2]);
    return this.writer.node(`${input}/padded`, "Pad", { inputs: [input, paddings] });
  }

  /**
   * @param {Node} node
   * @param {string} name
   */
  pool(node, name) {
    const [height = 1, width = 1] = node.ints.get("kernel_shape") ?? [];
    const [down = 1, across = 1] = node.ints.get("strides") ?? [];
    const attr = {
      strides: attribute.ints([1, down, across, 1]),
      ksize: attribute.ints([1, height, width, 1]),
      padding: attribute.text("VALID"),
      data_format: attribute.text("NHWC"),
    };
    this.writer.node(name, "MaxPool", { inputs: [this.name(node.inputs[0])], attr });
  }

  /**
   * Resizes to the nearest pixel, as `asymmetric` and `floor` in ONNX.
   * @param {Node} node
   * @param {string} name
   */
  resize(node, name) {
    const input = this.name(node.inputs[0]);
    const [, , times = 1] = this.weightsOf(node.inputs[2]).values;
    const inputs = [input, this.writer.sizeTimes(name, input, times)];
    const attr = { align_corners: attribute.bool(false), half_pixel_centers: attribute.bool(false) };
    this.writer.node(name, "ResizeNearestNeighbor", { inputs, attr });
  }

  finish() {
    const { writer } = this;
    const points = strides.map((stride) => {
      const parts = heads.map((head) => this.name(`${head}_${stride}`));
      const joined = writer.node(`faces_${stride}/joined`, "ConcatV2", {
        inputs: [...parts, writer.ints([3], [])],
        attr: { N: attribute.int(parts.length) },
      });
      const shape = writer.ints([1, -1, valuesPerPoint]);
      return writer.node(`faces_${stride}`, "Reshape", { inputs: [joined, shape] });
    });
    writer.node("faces", "ConcatV2", {
      inputs: [...points, writer.ints([1], [])],
      attr: { N: attribute.int(points.length) },
    });
    return writer.finish("libfacedetection.train/onnx/yunet_n_dynamic.onnx");
  }
}

/**
 * Returns the nodes that scores and boxes are computed with: those of the key points would be outputs too.
 * @param {Node[]} nodes in the order in which they are computed
 */
function neededNodes(nodes) {
  const needed = new Set(strides.flatMap((stride) => heads.map((head) => `${head}_${stride}`)));
  const kept = [...nodes].reverse().filter(({ inputs, output }) => {
    if (!needed.has(output)) return false;
    for (const input of inputs) needed.add(input);
    return true;
  });
  return kept.reverse();
}

/**
 * @param {Message} node
 * @returns {Node}
 */
function readNode(node) {
  /** @type {[name: string, values: number[]][]} */
  const attributes = node.messages(5).map((of) => [of.texts(1)[0] ?? "", [...of.numbers(3), ...of.numbers(8)]]);
  return {
    op: node.texts(4)[0] ?? "",
    inputs: node.texts(1),
    output: node.texts(2)[0] ?? "",
    ints: new Map(attributes),
  };
}

/**
 * @param {Message} tensor
 * @returns {Weights}
 */
function readWeights(tensor) {
  const [bytes] = tensor.parts(9);
  const isFloat = tensor.numbers(2)[0] === 1;
  return { shape: tensor.numbers(1), values: new Float32Array(isFloat && bytes ? bytes.slice().buffer : []) };
}

/**
 * @param {Float32Array} values `[outputs, inputs, height, width]`
 * @param {FilterShape} shape
 * @returns {Float32Array} `[height, width, inputs, outputs]`
 */
function spatialFirst(values, [outputs, inputs, height, width]) {
  const moved = new Float32Array(values.length);
  let to = 0;
  for (let place = 0; place < height * width; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++, to++) {
        moved[to] = values[(output * inputs + input) * height * width + place] ?? 0;
      }
    }
  }
  return moved;
}
