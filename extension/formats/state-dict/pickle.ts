import { t } from '@vscode/l10n';
import type { Invalid } from '../safetensors';
import { shown } from '../shown';
import { opcodeName, opcodes } from './opcodes';

/** A class or function that a pickle speaks of. */
export class Global {
  constructor(readonly name: string) {}
}

/** Numbers that lie in a file of their own, as `torch.save` tells of them. */
export interface Storage {
  /** `Float` of `torch.FloatStorage`. */
  readonly type: string;
  /** The name of their file. */
  readonly key: string;
  readonly count: number;
}

/** A tensor over a storage; sizes and strides are in numbers. */
export class StoredTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** A storage on the stack. */
class StorageValue {
  constructor(readonly storage: Storage) {}
}

export type Dict = Map<PickleValue, PickleValue>;
export type PickleValue =
  | string
  | number
  | boolean
  | null
  | readonly PickleValue[]
  | Dict
  | Global
  | StorageValue
  | StoredTensor;

const ORDERED_DICT = 'collections.OrderedDict';
const REBUILD_TENSOR = 'torch._utils._rebuild_tensor_v2';
const REBUILD_PARAMETER = 'torch._utils._rebuild_parameter';
/** Sizes that a tensor of PyTorch's has at most. */
const MOST_SIZES = 64;
const STORAGE = /^torch\.(\w+)Storage$/;

/**
 * Reads a pickle as far as a state dict needs it: names, numbers, tuples, dictionaries, and tensors by where their
 * numbers lie. Nothing is imported or called; a name that is not one of the few above is refused, and so is whatever
 * else pickles can say.
 * @param invalid makes the error of what is wrong with it, and what to do
 */
export function readPickle(bytes: Uint8Array, invalid: Invalid): PickleValue {
  return new Unpickler(bytes, invalid).run();
}

class Unpickler {
  private at = 0;
  private stack: PickleValue[] = [];
  /** The stacks below marks. */
  private readonly below: PickleValue[][] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly invalid: Invalid,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (;;) {
      const code = this.byte();
      if (code === opcodes.STOP) return this.pop();
      this.execute(code);
    }
  }

  private execute(code: number): void {
    switch (code) {
      case opcodes.PROTO:
        this.byte();
        return;
      case opcodes.FRAME:
        this.skip(8);
        return;
      case opcodes.MARK:
        this.below.push(this.stack);
        this.stack = [];
        return;
      case opcodes.NONE:
        this.push(null);
        return;
      case opcodes.NEWTRUE:
        this.push(true);
        return;
      case opcodes.NEWFALSE:
        this.push(false);
        return;
      case opcodes.BININT1:
        this.push(this.byte());
        return;
      case opcodes.BININT2:
        this.push(this.view.getUint16(this.skip(2), true));
        return;
      case opcodes.BININT:
        this.push(this.view.getInt32(this.skip(4), true));
        return;
      case opcodes.LONG1:
        this.push(this.long(this.byte()));
        return;
      case opcodes.SHORT_BINUNICODE:
        this.push(this.text(this.byte()));
        return;
      case opcodes.BINUNICODE:
        this.push(this.text(this.uint32()));
        return;
      case opcodes.EMPTY_TUPLE:
        this.push([]);
        return;
      case opcodes.TUPLE:
        this.push(this.popMark());
        return;
      case opcodes.TUPLE1:
      case opcodes.TUPLE2:
      case opcodes.TUPLE3:
        this.push(this.popSeveral(code - opcodes.TUPLE1 + 1));
        return;
      case opcodes.EMPTY_DICT:
        this.push(new Map());
        return;
      case opcodes.SETITEM:
        this.set(this.popSeveral(2));
        return;
      case opcodes.SETITEMS:
        this.set(this.popMark());
        return;
      case opcodes.MEMOIZE:
        this.memo.set(this.memo.size, this.top());
        return;
      case opcodes.BINPUT:
        this.memo.set(this.byte(), this.top());
        return;
      case opcodes.LONG_BINPUT:
        this.memo.set(this.uint32(), this.top());
        return;
      case opcodes.BINGET:
        this.push(this.remembered(this.byte()));
        return;
      case opcodes.LONG_BINGET:
        this.push(this.remembered(this.uint32()));
        return;
      case opcodes.GLOBAL:
        this.push(this.global(this.line(), this.line()));
        return;
      case opcodes.STACK_GLOBAL: {
        const [module, name] = this.popSeveral(2);
        if (typeof module !== 'string' || typeof name !== 'string') throw this.damaged();
        this.push(this.global(module, name));
        return;
      }
      case opcodes.BINPERSID:
        this.push(this.storage(this.pop()));
        return;
      case opcodes.REDUCE: {
        const [callable, args] = this.popSeveral(2);
        this.push(this.made(callable!, args!));
        return;
      }
      case opcodes.BUILD:
        // What PyTorch notes beside the tensors, of its layers' versions.
        this.pop();
        if (!(this.top() instanceof Map)) throw this.damaged();
        return;
      default:
        throw this.foreign(t('the instruction {0} of Python’s pickle', opcodeName(code)));
    }
  }

  /** @throws LabError for a name that has no business in a state dict */
  private global(module: string, name: string): Global {
    const full = `${module}.${name}`;
    const known = [ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER].includes(full);
    if (known || STORAGE.test(full)) return new Global(full);
    throw this.foreign(shown(full));
  }

  private made(callable: PickleValue, args: PickleValue): PickleValue {
    if (!(callable instanceof Global) || !Array.isArray(args)) throw this.damaged();
    const given = args as readonly PickleValue[];
    if (callable.name === ORDERED_DICT && given.length === 0) return new Map();
    if (callable.name === REBUILD_TENSOR) return this.tensor(given);
    const [parameter] = given;
    if (callable.name === REBUILD_PARAMETER && parameter instanceof StoredTensor) return parameter;
    throw this.damaged();
  }

  private tensor([storage, offset, shape, strides]: readonly PickleValue[]): StoredTensor {
    if (
      !(storage instanceof StorageValue) ||
      !isCount(offset) ||
      !isCounts(shape) ||
      !isCounts(strides) ||
      shape.length !== strides.length
    ) {
      throw this.damaged();
    }
    return new StoredTensor(storage.storage, offset, shape, strides);
  }

  /** ('storage', torch.FloatStorage, '0', 'cpu', 180) */
  private storage(id: PickleValue): StorageValue {
    if (!Array.isArray(id)) throw this.damaged();
    const [word, kind, key, , count] = id as readonly PickleValue[];
    const type = kind instanceof Global ? STORAGE.exec(kind.name)?.[1] : undefined;
    if (word !== 'storage' || type === undefined || typeof key !== 'string' || !isCount(count)) {
      throw this.damaged();
    }
    return new StorageValue({ type, key, count });
  }

  private set(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 === 1) throw this.damaged();
    for (let at = 0; at < items.length; at += 2) dict.set(items[at]!, items[at + 1]!);
  }

  /** What is pushed may have changed the stack itself in its making. */
  private push(value: PickleValue): void {
    this.stack.push(value);
  }

  private top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined) throw this.damaged();
    return value;
  }

  private pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined) throw this.damaged();
    return value;
  }

  private popSeveral(count: number): readonly PickleValue[] {
    if (this.stack.length < count) throw this.damaged();
    return this.stack.splice(-count);
  }

  private popMark(): readonly PickleValue[] {
    const below = this.below.pop();
    if (below === undefined) throw this.damaged();
    const above = this.stack;
    this.stack = below;
    return above;
  }

  private remembered(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined) throw this.damaged();
    return value;
  }

  /** Where so many bytes begin that are passed now. */
  private skip(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from) throw this.invalid(t('its pickle is cut short'));
    this.at += count;
    return from;
  }

  private byte(): number {
    return this.bytes[this.skip(1)]!;
  }

  private uint32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  /** A whole number of so many bytes, as numbers beyond 2^31 are written. */
  private long(count: number): number {
    const from = this.skip(count);
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[from + i]!);
    return Number(BigInt.asIntN(8 * count, value));
  }

  private text(count: number): string {
    const from = this.skip(count);
    return new TextDecoder('utf-8').decode(this.bytes.subarray(from, from + count));
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.invalid(t('its pickle is cut short'));
    const text = this.text(end - this.at);
    this.skip(1);
    return text;
  }

  private damaged(): Error {
    return this.invalid(t('its pickle is damaged'));
  }

  /** What nothing but Python can make. */
  private foreign(what: string): Error {
    return this.invalid(
      t('it holds {0}, which no state dict needs; nothing of it was run', what),
      t('Save the weights alone (in Python: {0}).', 'torch.save(model.state_dict(), FILE)'),
    );
  }
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: PickleValue | undefined): value is readonly number[] {
  if (!Array.isArray(value) || value.length > MOST_SIZES) return false;
  return (value as readonly PickleValue[]).every(isCount);
}
