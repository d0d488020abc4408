import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend, engine, getBackend, type Tensor, type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";

type Shape = [batch: number, rows: number, columns: number, channels: number];

/** A tensor whose values are yet to be written. WebAssembly's lie in its own memory from the start: an array to copy from would take as much again. */
export class UnfinishedTensor {
  readonly #tensor: Tensor4D | null;
  readonly #array: Float32Array;
  readonly #shape: Shape;

  constructor(shape: Shape) {
    const wasm = wasmBackend();
    this.#shape = shape;
    this.#tensor = wasm && (engine().makeTensorFromTensorInfo(wasm.makeOutput(shape, "float32")) as Tensor4D); // of four dimensions, as the shape
    this.#array = new Float32Array(wasm ? 0 : shape.reduce((length, size) => length * size));
  }

  /** Row-major, of any content at first; to be used at once: the next layer that runs may move WebAssembly's memory. */
  get values(): Float32Array {
    return (this.#tensor && valuesInPlace(this.#tensor)) ?? this.#array;
  }

  finish(): Tensor4D {
    return this.#tensor ?? tensor4d(this.#array, this.#shape);
  }
}

/** Returns the values of a tensor, to be read at once: the next layer that runs may move WebAssembly's memory. */
export async function valuesOf(tensor: Tensor): Promise<Float32Array> {
  return valuesInPlace(tensor) ?? (await tensor.data<"float32">());
}

function valuesInPlace(tensor: Tensor): Float32Array | null {
  // Tensors of float32 lie there as such.
  return (wasmBackend()?.typedArrayFromHeap(tensor) as Float32Array | undefined) ?? null;
}

function wasmBackend(): BackendWasm | null {
  return getBackend() === "wasm" ? (backend() as BackendWasm) : null; // as its name says
}
