/** Converts MediaPipe's TFLite face models to TensorFlow.js graph models that take inputs of any size. */
import { GraphWriter, attribute } from "./graph-model.mjs";
import { activationOf, readTflite } from "./read-tflite.mjs";

/** @typedef {import("./read-tflite.mjs").Operator} Operator */
/** @typedef {[convolution: Operator, reshape: Operator]} Head */

/** Values per face in the two outputs: its score (a logit), and 16 numbers for box and key points. */
const valuesPerFace = { score: 1, box: 16 };

/**
 * Returns a model with one input `input` `[1, height, width, 3]`, RGB from -1 to 1, height and width left open, and one output
 * `faces` `[1, anchors, 17]`
 * in the order that `@tensorflow-models/blazeface` reads: score, then box and key points.
 * @param {Uint8Array} bytes the `.tflite` file
 * @param {string} source its name, for the model's header
 * @returns {import("./graph-model.mjs").GraphModel}
 */
export function convertTflite(bytes, source) {
  const graph = readTflite(bytes);
  const converter = new TfliteConverter(graph);
  const heads = converter.headsOfOneGrid();
  const inHeads = new Set(heads?.flat());
  for (const operator of graph.operators) if (!inHeads.has(operator)) converter.convert(operator);
  if (heads) converter.joinHeads(heads);
  else converter.joinOutputs();
  return converter.writer.finish(source);
}

class TfliteConverter {
  /** @param {import("./read-tflite.mjs").Graph} graph */
  constructor(graph) {
    this.graph = graph;
    this.writer = new GraphWriter();
    /** Node names by the number of the tensor that they compute. */
    this.names = new Map(graph.inputs.map((input) => [input, this.writer.input("input", [1, -1, -1, 3])]));
    /** Numbers of the float16 tensors behind dequantized ones. */
    this.halves = new Map();
  }

  /**
   * Returns the number of the output with this many values per face.
   * @param {number} values
   */
  outputOf(values) {
    const output = this.graph.outputs.find((index) => this.tensor(index).shape.at(-1) === values);
    if (output === undefined) throw new Error(`The model has no output of ${values} values.`);
    return output;
  }

  /** Adds the model's output where score and box come from several grids of anchors. */
  joinOutputs() {
    const { writer } = this;
    const outputs = [valuesPerFace.score, valuesPerFace.box].map((values) => this.name(this.outputOf(values)));
    writer.node("faces", "ConcatV2", { inputs: [...outputs, writer.ints([2], [])], attr: { N: attribute.int(2) } });
  }

  /**
   * Returns the convolution and the reshape that end in the score, and those that end in the box, when both read one grid of
   * anchors; else null.
   * @returns {[score: Head, box: Head] | null}
   */
  headsOfOneGrid() {
    const [score, box] = [valuesPerFace.score, valuesPerFace.box].map((values) => {
      const reshape = this.producerOf(this.outputOf(values));
      const convolution = reshape && this.producerOf(reshape.inputs[0]);
      return convolution?.kind === "CONV_2D" ? /** @type {Head} */ ([convolution, reshape]) : null;
    });
    return score && box && score[0].inputs[0] === box[0].inputs[0] ? [score, box] : null;
  }

  /**
   * Adds the model's output as one convolution: two would have to be joined anchor by anchor, which takes as long as three
   * layers. The filters' first dimension is the outputs, so those of the box follow those of the score.
   * @param {[score: Head, box: Head]} heads
   */
  joinHeads(heads) {
    const convolutions = heads.map(([convolution]) => convolution);
    const { inputs, options } = first(convolutions);
    const joined = (/** @type {number} */ at, /** @type {"OHWI" | "flat"} */ order) =>
      this.joinedWeights(
        `faces/${order}`,
        convolutions.map((of) => of.inputs[at]),
        order,
      );
    const map = this.writer.convolution("faces/map", "_FusedConv2D", {
      inputs: [this.name(inputs[0]), joined(1, "OHWI"), joined(2, "flat")],
      strides: [options.int(2), options.int(1)],
      dilations: [1, 1],
      padding: paddingOf(options),
      activation: activationOf(options, 3),
    });
    const values = valuesPerFace.score + valuesPerFace.box;
    this.writer.node("faces", "Reshape", { inputs: [map, this.writer.ints([1, -1, values])] });
  }

  /** @param {number | undefined} index of a tensor */
  producerOf(index) {
    return this.graph.operators.find(({ outputs }) => outputs[0] === index) ?? null;
  }

  /**
   * Returns the Relu that is all that reads a convolution's output; null when there is none.
   * @param {number} output
   */
  reluAfter(output) {
    const [reader, ...others] = this.graph.operators.filter(({ inputs }) => inputs.includes(output));
    return reader?.kind === "RELU" && others.length === 0 ? reader : null;
  }

  /** @param {number | undefined} index */
  tensor(index) {
    const tensor = this.graph.tensors[index ?? -1];
    if (!tensor) throw new Error("The model refers to a tensor that it does not have.");
    return tensor;
  }

  /** @param {number | undefined} index */
  name(index) {
    const name = this.names.get(index ?? -1);
    if (!name) throw new Error(`The tensor ${this.tensor(index).name} is used before it is computed.`);
    return name;
  }

  /** @param {Operator} operator */
  convert(operator) {
    switch (operator.kind) {
      case "DEQUANTIZE":
        this.halves.set(operator.outputs[0], operator.inputs[0]);
        return;
      case "CONV_2D":
        return this.convolution(operator, "_FusedConv2D", { activation: 3, dilation: [4, 5] });
      case "DEPTHWISE_CONV_2D":
        return this.convolution(operator, "FusedDepthwiseConv2dNative", { activation: 4, dilation: [5, 6] });
      case "ADD":
        return this.add(
          operator,
          "AddV2",
          operator.inputs.map((input) => this.name(input)),
          {},
          0,
        );
      case "RELU":
        if (!this.names.has(first(operator.outputs))) this.add(operator, "Relu", [this.name(operator.inputs[0])]);
        return;
      case "PAD":
        return this.add(operator, "Pad", [this.name(operator.inputs[0]), this.padding(operator)]);
      case "MAX_POOL_2D":
        return this.pool(operator);
      case "RESHAPE":
        return this.reshape(operator);
      case "CONCATENATION":
        return this.concatenate(operator);
      case "RESIZE_BILINEAR":
        return this.resize(operator);
      default:
        throw new Error(`The operator ${operator.kind} is not supported.`);
    }
  }

  /**
   * @param {Operator} operator
   * @param {string} op
   * @param {string[]} inputs
   * @param {object} [attr]
   * @param {number} [activationField] of the operator's options
   */
  add(operator, op, inputs, attr = {}, activationField) {
    const output = first(operator.outputs);
    const { name } = this.tensor(output);
    const activation = activationField === undefined ? null : activationOf(operator.options, activationField);
    const plain = activation === null ? name : `${name}/before`;
    this.writer.node(plain, op, { inputs, attr });
    if (activation !== null) this.writer.node(name, activation, { inputs: [plain] });
    this.names.set(output, name);
  }

  /**
   * Filters go from TFLite's order (output, height, width, input; for depthwise 1, height, width, channel) to TensorFlow's
   * (height, width, input, output; for depthwise height, width, channel, 1).
   * @param {Operator} operator
   * @param {"_FusedConv2D" | "FusedDepthwiseConv2dNative"} op
   * @param {{ activation: number, dilation: [across: number, down: number] }} fields of the operator's options
   */
  convolution({ inputs, outputs, options }, op, fields) {
    const [input, filter, bias] = inputs;
    const output = first(outputs);
    const { name } = this.tensor(output);
    const filterName = this.weights(filter, op === "_FusedConv2D" ? "OHWI" : "1HWC");
    const [across, down] = fields.dilation;
    const relu = op === "_FusedConv2D" ? this.reluAfter(output) : null;
    this.writer.convolution(name, op, {
      inputs: [this.name(input), filterName, this.weights(bias, "flat")],
      strides: [options.int(2), options.int(1)],
      dilations: [options.int(down) || 1, options.int(across) || 1],
      padding: paddingOf(options),
      activation: relu ? "Relu" : activationOf(options, fields.activation),
    });
    this.names.set(output, name);
    if (relu) this.names.set(first(relu.outputs), name);
  }

  /**
   * Writes weights in TensorFlow's order; all of them are float16.
   * @param {number | undefined} index
   * @param {"OHWI" | "1HWC" | "flat"} order
   */
  weights(index = -1, order) {
    const existing = this.names.get(index);
    if (existing) return existing;
    const name = this.joinedWeights(this.tensor(this.halves.get(index)).name, [index], order);
    this.names.set(index, name);
    return name;
  }

  /**
   * Writes the weights of several layers as one, in TensorFlow's order; their first dimension is the outputs.
   * @param {string} name
   * @param {(number | undefined)[]} indices
   * @param {"OHWI" | "1HWC" | "flat"} order
   */
  joinedWeights(name, indices, order) {
    const tensors = indices.map((index = -1) => this.tensor(this.halves.get(index)));
    const bytes = Uint8Array.from(Buffer.concat(tensors.map(({ data }) => data)));
    const halves = new Uint16Array(bytes.buffer);
    const outputs = tensors.reduce((sum, { shape }) => sum + first(shape), 0);
    const rest = first(tensors).shape.slice(1);
    const shapes = { OHWI: [...rest, outputs], "1HWC": [...rest, 1], flat: [outputs] };
    const written = order === "OHWI" ? outputsLast(halves, outputs) : halves;
    return this.writer.halves(name, shapes[order], written);
  }

  /** @param {Operator} operator */
  padding({ inputs }) {
    const values = [...new Int32Array(this.tensor(inputs[1]).data.slice().buffer)];
    return this.writer.ints(values, [values.length / 2, 2]);
  }

  /** @param {Operator} operator */
  pool(operator) {
    const { options } = operator;
    this.add(operator, "MaxPool", [this.name(operator.inputs[0])], {
      strides: attribute.ints([1, options.int(2), options.int(1), 1]),
      ksize: attribute.ints([1, options.int(4), options.int(3), 1]),
      padding: attribute.text(paddingOf(options)),
      data_format: attribute.text("NHWC"),
    });
  }

  /**
   * The number of anchors follows the input's size, so it is left open.
   * @param {Operator} operator
   */
  reshape(operator) {
    const values = this.tensor(operator.outputs[0]).shape.at(-1) ?? -1;
    this.add(operator, "Reshape", [this.name(operator.inputs[0]), this.writer.ints([1, -1, values])]);
  }

  /** @param {Operator} operator */
  concatenate(operator) {
    const axis = this.writer.ints([operator.options.int(0)], []);
    const inputs = operator.inputs.map((input) => this.name(input));
    this.add(operator, "ConcatV2", [...inputs, axis], { N: attribute.int(inputs.length) });
  }

  /**
   * Resizes by a factor, since TFLite's file holds the sizes for one input only.
   * @param {Operator} operator
   */
  resize(operator) {
    const [input, output] = [operator.inputs[0], operator.outputs[0]];
    const [, from = 1] = this.tensor(input).shape;
    const { name, shape } = this.tensor(output);
    const [, to = 1] = shape;
    const size = this.writer.sizeTimes(name, this.name(input), to / from);
    this.add(operator, "ResizeBilinear", [this.name(input), size], {
      align_corners: attribute.bool(operator.options.byte(2) === 1),
      half_pixel_centers: attribute.bool(operator.options.byte(3) === 1),
    });
  }
}

/** @param {import("./flatbuffer.mjs").Table} options */
function paddingOf(options) {
  return options.byte(0) === 0 ? "SAME" : "VALID";
}

/**
 * @param {Uint16Array} values `[outputs, ...rest]`
 * @param {number} outputs
 * @returns {Uint16Array} `[...rest, outputs]`
 */
function outputsLast(values, outputs) {
  const rest = values.length / outputs;
  return values.map((_, i) => values[(i % outputs) * rest + Math.floor(i / outputs)] ?? 0);
}

/**
 * @template T
 * @param {readonly T[]} list
 * @returns {T}
 */
function first([item]) {
  if (item === undefined) throw new Error("The model lacks something where it must have it.");
  return item;
}
