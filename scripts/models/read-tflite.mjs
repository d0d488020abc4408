/**
 * Reads the one graph of a TFLite file. Field numbers and codes are those of TensorFlow's
 * `tensorflow/compiler/mlir/lite/schema/schema.fbs`; only what the face models use is read.
 */
import { Table } from "./flatbuffer.mjs";

/** The operators of the face models, by their builtin code. */
const operators = new Map([
  [0, "ADD"],
  [2, "CONCATENATION"],
  [3, "CONV_2D"],
  [4, "DEPTHWISE_CONV_2D"],
  [6, "DEQUANTIZE"],
  [17, "MAX_POOL_2D"],
  [19, "RELU"],
  [22, "RESHAPE"],
  [23, "RESIZE_BILINEAR"],
  [34, "PAD"],
]);

const types = ["float32", "float16", "int32"];
const activations = new Map([
  [0, null],
  [1, "Relu"],
  [3, "Relu6"],
]);

/**
 * @typedef {{ name: string, shape: number[], type: string, data: Uint8Array }} Tensor `data` is empty when the tensor is computed
 * @typedef {{ kind: string, inputs: number[], outputs: number[], options: Table }} Operator
 * @typedef {{ tensors: Tensor[], operators: Operator[], inputs: number[], outputs: number[] }} Graph
 */

/**
 * @param {Uint8Array} bytes
 * @returns {Graph}
 * @throws {Error} when the file is no TFLite model, or uses something unsupported
 */
export function readTflite(bytes) {
  if (new TextDecoder().decode(bytes.subarray(4, 8)) !== "TFL3") throw new Error("This is not a TFLite file.");
  const model = Table.root(bytes);
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
  const [graph] = model.tables(2);
  if (!graph) throw new Error("The TFLite file holds no graph.");
  return {
    tensors: graph.tables(0).map((tensor) => readTensor(tensor, buffers)),
    inputs: graph.ints(1),
    outputs: graph.ints(2),
    operators: graph.tables(3).map((operator) => readOperator(operator, codes)),
  };
}

/**
 * @param {Table} tensor
 * @param {Uint8Array[]} buffers
 * @returns {Tensor}
 */
function readTensor(tensor, buffers) {
  const type = types[tensor.byte(1)];
  if (!type) throw new Error(`The tensor type ${tensor.byte(1)} is not supported.`);
  return { name: tensor.text(3), shape: tensor.ints(0), type, data: buffers[tensor.int(2)] ?? new Uint8Array() };
}

/**
 * @param {Table} operator
 * @param {number[]} codes
 * @returns {Operator}
 */
function readOperator(operator, codes) {
  const code = codes[operator.int(0)] ?? -1;
  const kind = operators.get(code);
  if (!kind) throw new Error(`The operator ${code} is not supported.`);
  return { kind, inputs: operator.ints(1), outputs: operator.ints(2), options: operator.table(4) ?? Table.empty };
}

/**
 * Returns the activation that an operator ends with, by TensorFlow's name; null when it has none.
 * @param {Table} options
 * @param {number} field
 */
export function activationOf(options, field) {
  const code = options.byte(field);
  const activation = activations.get(code);
  if (activation === undefined) throw new Error(`The activation ${code} is not supported.`);
  return activation;
}
