/** Turns MediaPipe's TFLite face models into TFJS graph models that take pictures of any size. */
import { GraphWriter, attribute } from "./graph-model.mjs";
import { activationOf, readTflite } from "./read-tflite.mjs";

/** Values of a face in the one output: its score (a logit), then 16 numbers: box and key points. */
const valuesPerFace = { score: 1, box: 16 };

/**
 * The converted model has one input `input` `[1, height, width, 3]`, RGB from -1 to 1, height and width left open, and one
 * output `faces` `[1, anchors, 17]` in the order that `@tensorflow-models/blazeface` reads: score, then box and key points.
 * @param {Uint8Array} bytes the `.tflite` file
 * @param {string} source its name, for the model's header
 * @returns {import("./graph-model.mjs").GraphModel}
 */
export function convertTflite(bytes, source) {
  const graph = readTflite(bytes);
  const converter = new TfliteConverter(graph);
  for (const operator of graph.operators) converter.convert(operator);
  const { writer } = converter;
  const outputs = [valuesPerFace.score, valuesPerFace.box].map((size) => converter.nameOfOutput(size));
  writer.node("faces", "ConcatV2", { inputs: [...outputs, writer.ints([2], [])], attr: { N: attribute.int(2) } });
  return writer.finish(source);
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

  /** @param {number} values how many a face has in this output */
  nameOfOutput(values) {
    const output = this.graph.outputs.find((index) => this.tensor(index).shape.at(-1) === values);
    if (output === undefined) throw new Error(`The model has no output of ${values} values.`);
    return this.name(output);
  }

  /** @param {number | undefined} index */
  tensor(index) {
    const tensor = this.graph.tensors[index ?? -1];
    if (!tensor) throw new Error("The model names a tensor that it lacks.");
    return tensor;
  }

  /** @param {number | undefined} index */
  name(index) {
    const name = this.names.get(index ?? -1);
    if (!name) throw new Error(`The tensor ${this.tensor(index).name} is used before it is computed.`);
    return name;
  }

  /** @param {import("./read-tflite.mjs").Operator} operator */
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
        return this.add(operator, "Relu", [this.name(operator.inputs[0])]);
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
        throw new Error(`The operator ${operator.kind} is not known.`);
    }
  }

  /**
   * @param {import("./read-tflite.mjs").Operator} operator
   * @param {string} op
   * @param {string[]} inputs
   * @param {object} [attr]
   * @param {number} [activationField] of the operator's options
   */
  add(operator, op, inputs, attr = {}, activationField = undefined) {
    const [output] = operator.outputs;
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
   */
  convolution({ inputs, outputs, options }, op, fields) {
    const [input, filter, bias] = inputs;
    const { name } = this.tensor(outputs[0]);
    const filterName = this.weights(filter, op === "_FusedConv2D" ? "OHWI" : "1HWC");
    const [across, down] = fields.dilation.map((field) => options.int(field) || 1);
    this.writer.convolution(name, op, {
      inputs: [this.name(input), filterName, this.weights(bias, "flat")],
      strides: [options.int(2), options.int(1)],
      dilations: [down, across],
      padding: paddingOf(options),
      activation: activationOf(options, fields.activation),
    });
    this.names.set(outputs[0], name);
  }

  /**
   * Writes weights in TensorFlow's order; all of them are float16.
   * @param {number} index
   * @param {"OHWI" | "1HWC" | "flat"} order
   */
  weights(index, order) {
    const existing = this.names.get(index);
    if (existing) return existing;
    const tensor = this.tensor(this.halves.get(index));
    const halves = new Uint16Array(tensor.data.slice().buffer);
    const written = order === "OHWI" ? outputsLast(halves, tensor.shape) : halves;
    const [outputs, height, width, channels] = tensor.shape;
    const shapes = {
      OHWI: [height, width, channels, outputs],
      "1HWC": [height, width, channels, 1],
      flat: tensor.shape,
    };
    const name = this.writer.halves(tensor.name, shapes[order], written);
    this.names.set(index, name);
    return name;
  }

  padding({ inputs }) {
    const values = [...new Int32Array(this.tensor(inputs[1]).data.slice().buffer)];
    return this.writer.ints(values, [values.length / 2, 2]);
  }

  pool(operator) {
    const { options } = operator;
    this.add(operator, "MaxPool", [this.name(operator.inputs[0])], {
      strides: attribute.ints([1, options.int(2), options.int(1), 1]),
      ksize: attribute.ints([1, options.int(4), options.int(3), 1]),
      padding: attribute.text(paddingOf(options)),
      data_format: attribute.text("NHWC"),
    });
  }

  /** The number of anchors follows the picture's size, so it is left open. */
  reshape(operator) {
    const values = this.tensor(operator.outputs[0]).shape.at(-1);
    this.add(operator, "Reshape", [this.name(operator.inputs[0]), this.writer.ints([1, -1, values])]);
  }

  concatenate(operator) {
    const axis = this.writer.ints([operator.options.int(0)], []);
    const inputs = operator.inputs.map((input) => this.name(input));
    this.add(operator, "ConcatV2", [...inputs, axis], { N: attribute.int(inputs.length) });
  }

  /** To so many times its size, whatever that is: TFLite's file holds the size of one input only. */
  resize(operator) {
    const [input, output] = [operator.inputs[0], operator.outputs[0]];
    const [, from] = this.tensor(input).shape;
    const [, to] = this.tensor(output).shape;
    const { name } = this.tensor(output);
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
 * @param {number[]} shape
 * @returns {Uint16Array} `[...rest, outputs]`
 */
function outputsLast(values, [outputs]) {
  const rest = values.length / outputs;
  return values.map((_, i) => values[(i % outputs) * rest + Math.floor(i / outputs)]);
}
