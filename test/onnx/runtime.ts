/** ONNX Runtime, which `npm run test:unit` installs beside this file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = join(import.meta.dirname, 'node_modules/onnxruntime-web/dist/ort.node.min.mjs');

/** As much of onnxruntime-web as is used: nobody has its types before it is installed. */
interface Runtime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { readonly executionProviders: readonly string[] },
    ): Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(
    inputs: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, { readonly data: Float32Array; readonly dims: readonly number[] }>>;
  release(): Promise<void>;
}

/** A model that has been opened. */
export class OnnxModel {
  private constructor(
    private readonly runtime: Runtime,
    private readonly session: Session,
  ) {}

  static async open(bytes: Uint8Array): Promise<OnnxModel> {
    if (!existsSync(script)) {
      throw new Error('ONNX Runtime is not installed: npm ci --prefix test/onnx --ignore-scripts');
    }
    const runtime = (await import(pathToFileURL(script).href)) as Runtime;
    const options = { executionProviders: ['wasm'] };
    return new OnnxModel(runtime, await runtime.InferenceSession.create(bytes, options));
  }

  get names(): { readonly inputs: readonly string[]; readonly outputs: readonly string[] } {
    return { inputs: this.session.inputNames, outputs: this.session.outputNames };
  }

  /** @param images (count, C, H, W) */
  async run(
    images: Uint8Array,
    shape: readonly number[],
  ): Promise<{ readonly logits: Float32Array; readonly probabilities: Float32Array }> {
    const count = images.length / shape.reduce((product, size) => product * size, 1);
    const input = new this.runtime.Tensor('float32', Float32Array.from(images), [count, ...shape]);
    const { logits, probabilities } = await this.session.run({ images: input });
    return { logits: logits!.data, probabilities: probabilities!.data };
  }

  close(): Promise<void> {
    return this.session.release();
  }
}
