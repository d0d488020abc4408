/** The weights: where they come from, and their SHA-256 before and after the conversion. */

/**
 * @typedef {object} Source
 * @property {string} name of the folder under `public/models`
 * @property {string} file its path in node_modules, from the project's folder
 * @property {string} sha256 of that file
 * @property {{ json: string, weights: string }} converted SHA-256 of the two files that the conversion writes
 */

/** The finder's own weights, from npm packages: Apache-2.0, Google's MediaPipe. */
export const builtIn = /** @type {const} */ ([
  {
    name: "short-range",
    file: "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite",
    sha256: "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    converted: {
      json: "733cb889055f8d7ba92f69566b0ebcdc019fc402b845ed597e9fa87675320cd5",
      weights: "61153e0f24b43ff344e4b31cb17f83da6826bbca5a7326a6b2110ad172492c09",
    },
  },
  {
    name: "full-range",
    file: "node_modules/@mediapipe/face_detection/face_detection_full_range.tflite",
    sha256: "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    converted: {
      json: "992603d7289db9a610cc1086600f8715892855de4ba13839b00e7fba232ce68c",
      weights: "273ebd81e84991da09b0c5a328bffdba700b47dd0786183bed3428d5a191dcc6",
    },
  },
]);

/** BlazeFace for the back camera, as `@vladmandic/human` ships it in TFJS's format; its package is MIT, its weights Google's. */
export const backCamera = {
  name: "back-camera",
  json: {
    file: "node_modules/@vladmandic/human/models/blazeface.json",
    sha256: "cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f",
  },
  weights: {
    file: "node_modules/@vladmandic/human/models/blazeface.bin",
    sha256: "dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72",
  },
  converted: {
    json: "62f96d18af3e7800d14b382294c59872d230d0390f2a90c33197364b5661638e",
    weights: "a53f6f3d6803eea19f6fd768dd4b005a7f651be861d25dce103dfcf63640aa96",
  },
};

/** SSD MobileNet, as `@vladmandic/face-api` ships it without a graph; its package is MIT, its weights face-api.js's. */
export const ssd = {
  name: "ssd",
  json: {
    file: "node_modules/@vladmandic/face-api/model/ssd_mobilenetv1_model-weights_manifest.json",
    sha256: "888f744dffbc84f5f060d1f8427d9742341943a2dfaaf9205d10029b7e7a2955",
  },
  weights: {
    file: "node_modules/@vladmandic/face-api/model/ssd_mobilenetv1_model.bin",
    sha256: "2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8",
  },
  converted: {
    json: "4f4045256803288f89aabffb88afaa6e284bd9ce854766f34c1d62a397948830",
    weights: "9ecb9cf3c869fc07eabdedf09e2d6e502c4d64c3f6e1eeb19d0024858c4cb1c5",
  },
};

/** The folders of all built-in weights. */
export const builtInNames = [...builtIn.map(({ name }) => name), backCamera.name, ssd.name];

/** TensorFlow.js' WebAssembly kernels, as its package ships them: with SIMD, and without for old browsers. */
export const kernels = {
  folder: "node_modules/@tensorflow/tfjs-backend-wasm/dist",
  files: ["tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm.wasm"],
};

/** The decoder of HEIC where the browser has none: LGPL-3.0, a file of its own that may be replaced. */
export const heifDecoder = { folder: "node_modules/libheif-js/libheif-wasm", files: ["libheif.wasm"] };

/** YuNet: Apache-2.0, not on npm. A start and a deploy fetch it from its repository at a pinned commit. */
export const strong = {
  file: "yunet_n_dynamic.onnx",
  address:
    "https://raw.githubusercontent.com/ShiqiYu/libfacedetection.train/02246e79b1e976c83d1e135a85e0628120c93769/onnx/yunet_n_dynamic.onnx",
  sizeBytes: 322_906,
  sha256: "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12",
  converted: {
    json: "f5818b4042db2cd37f93b8b76f0cc667c32b152baee71d768c5f8d5f2bc7756e",
    weights: "2bbeeb472863d186b48e981efc67194c160f938e06ef50e2bc87322c5a19bf6d",
  },
};
