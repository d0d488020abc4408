/** Opens `@vladmandic/human`'s BlazeFace for the back camera to inputs of any size. */
import { attribute } from "./graph-model.mjs";

/**
 * @typedef {{ name: string, op: string, input?: string[], attr: Record<string, object> & { shape?: { shape: { dim: object[] } } } }} Node as in GraphDef
 * @typedef {{ name: string, shape: number[], dtype: string, quantization?: { dtype: string } }} WeightSpec
 */

/** Its four outputs, in the order of the anchors: scores and boxes at stride 16, then at stride 32. */
const outputs = [
  ["Identity", "Identity_2"],
  ["Identity_1", "Identity_3"],
];

/**
 * Returns the same model with height and width left open and its outputs joined to one, `faces` `[1, anchors, 17]`, like those of
 * the other BlazeFace models.
 * @param {string} text its `.json`
 * @param {Uint8Array} bytes its `.bin`
 * @returns {import("./graph-model.mjs").GraphModel}
 */
export function openGraphModel(text, bytes) {
  /** @type {{ modelTopology: { node: Node[], versions: object }, weightsManifest: { weights: WeightSpec[] }[] }} */
  const { modelTopology, weightsManifest } = JSON.parse(text);
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  const nodes = modelTopology.node;
  const input = nodes.find(({ op }) => op === "Placeholder");
  if (!input?.attr.shape) throw new Error("The model has no input.");
  input.attr.shape.shape.dim = [1, -1, -1, 3].map((size) => ({ size: String(size) }));
  const axes = [constant("axis/values", 2), constant("axis/anchors", 1)];
  nodes.push(...axes.map(({ node }) => node));
  for (const [i, pair] of outputs.entries()) nodes.push(concatenation(`faces_${i}`, pair, "axis/values"));
  nodes.push(
    concatenation(
      "faces",
      outputs.map((_, i) => `faces_${i}`),
      "axis/anchors",
    ),
  );
  const weights = Buffer.concat([openReshapes(specs, bytes), ...axes.map(({ data }) => data)]);
  const json = {
    format: "graph-model",
    generatedBy: "@vladmandic/human/models/blazeface.json",
    convertedBy: "Heartfelt scripts/models",
    modelTopology: { node: nodes, versions: modelTopology.versions },
    weightsManifest: [{ paths: ["weights.bin"], weights: [...specs, ...axes.map(({ spec }) => spec)] }],
  };
  return { json: `${JSON.stringify(json)}\n`, weights: new Uint8Array(weights) };
}

/**
 * The target of each reshape is `[1, anchors, values]`: the number of anchors follows the input's size.
 * @param {WeightSpec[]} specs
 * @param {Uint8Array} bytes
 */
function openReshapes(specs, bytes) {
  const opened = Buffer.from(bytes);
  let at = 0;
  for (const { name, shape, dtype, quantization } of specs) {
    const valueBytes = quantization?.dtype === "float16" ? 2 : 4;
    if (dtype === "int32" && name.endsWith("/shape")) opened.writeInt32LE(-1, at + 4);
    at += valueBytes * shape.reduce((product, length) => product * length, 1);
  }
  if (at !== bytes.length) throw new Error("The weights are not as long as their list says.");
  return opened;
}

/**
 * @param {string} name
 * @param {number} value
 */
function constant(name, value) {
  const tensor = { dtype: "DT_INT32", tensorShape: {} };
  const node = { name, op: "Const", attr: { dtype: attribute.type("int32"), value: { tensor } } };
  const data = Buffer.alloc(4);
  data.writeInt32LE(value);
  return { node, spec: { name, shape: [], dtype: "int32" }, data };
}

/**
 * @param {string} name
 * @param {string[]} inputs
 * @param {string} axis the name of the node that holds it
 * @returns {Node}
 */
function concatenation(name, inputs, axis) {
  const attr = { N: attribute.int(inputs.length), T: attribute.type("float32") };
  return { name, op: "ConcatV2", input: [...inputs, axis], attr };
}
