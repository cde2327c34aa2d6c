import { joinPath, readBytes } from '../../platform/files';
import { damaged } from './picture';

/** What a decoder makes of a file. */
export interface Decoded {
  /** (height, width, 4) */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** A decoder in WebAssembly, as Emscripten makes them. */
interface Decoder {
  /** Null where it cannot. */
  decode(bytes: Uint8Array, ...options: readonly unknown[]): Decoded | null;
}

type Instantiate = (
  imports: ConstructorParameters<typeof WebAssembly.Instance>[1],
  done: (instance: WebAssembly.Instance) => void,
) => WebAssembly.Instance['exports'];

type Factory = (overrides: {
  readonly noInitialRun: true;
  readonly locateFile: (file: string) => string;
  readonly instantiateWasm: Instantiate;
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<Decoder>;

interface Kind {
  readonly file: string;
  /** Loads what starts it: large, and most data sets do without. */
  readonly load: () => Promise<Factory>;
  readonly options: readonly unknown[];
}

export type Codec = 'jpeg' | 'webp';

const kinds: Readonly<Record<Codec, Kind>> = {
  jpeg: {
    file: 'jpeg.wasm',
    load: () => import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js').then(factoryOf),
    // As a camera says that it was held.
    options: [true],
  },
  webp: {
    file: 'webp.wasm',
    load: () => import('@jsquash/webp/codec/dec/webp_dec.js').then(factoryOf),
    options: [],
  },
};

function factoryOf(module: { readonly default: unknown }): Factory {
  return module.default as Factory;
}

/** Pixels after which a decoder is let go: its memory only grows. */
const LARGE = 4_000_000;

/** The decoders that are compiled to WebAssembly, each loaded when the first picture needs it. */
export class Codecs {
  private readonly modules = new Map<Codec, Promise<WebAssembly.Module>>();
  private readonly decoders = new Map<Codec, Promise<Decoder>>();

  /** @param folder where the build puts them: `dist/codecs` */
  constructor(private readonly folder: string) {}

  /** @throws LabError `input` where the file is damaged */
  async decode(codec: Codec, bytes: Uint8Array): Promise<Decoded> {
    const decoder = await this.decoder(codec);
    let decoded: Decoded | null = null;
    try {
      decoded = decoder.decode(bytes, ...kinds[codec].options);
    } catch {
      // The library has left in the midst of its work; its memory is as that was.
    }
    if (decoded === null || decoded.width * decoded.height > LARGE) this.decoders.delete(codec);
    if (decoded === null) throw damaged();
    return decoded;
  }

  private async decoder(codec: Codec): Promise<Decoder> {
    let decoder = this.decoders.get(codec);
    if (decoder === undefined) {
      decoder = Promise.all([kinds[codec].load(), this.module(codec)]).then(([create, module]) =>
        start(create, module),
      );
      this.decoders.set(codec, decoder);
    }
    return decoder;
  }

  private module(codec: Codec): Promise<WebAssembly.Module> {
    let module = this.modules.get(codec);
    if (module === undefined) {
      module = readBytes(joinPath(this.folder, kinds[codec].file)).then((bytes) =>
        WebAssembly.compile(bytes),
      );
      this.modules.set(codec, module);
    }
    return module;
  }
}

function start(create: Factory, module: WebAssembly.Module): Promise<Decoder> {
  const silent = (): void => undefined;
  return create({
    noInitialRun: true,
    // Without it they look for themselves beside the page.
    locateFile: (file) => file,
    instantiateWasm: (imports, done) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
    ...{ print: silent, printErr: silent },
  });
}
