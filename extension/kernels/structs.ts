import type { Kernels } from './variant';

/** Structs of the kernels that the host fills: assembly/step/fields.ts says where each field is, `name_field`. */
export type StructName = StructOf<keyof Kernels>;

type StructOf<Key> = Key extends `${infer Name}_${string}` ? NameOf<Name> : never;
/** What is in capitals is a constant. */
type NameOf<Name extends string> = Name extends Uncapitalize<Name> ? Name : never;

/** Values of a struct, by the names that its fields have there. What is not given stays as it is, 0 at first. */
export type Fields<Name extends StructName> = {
  readonly [Key in keyof Kernels as FieldOf<Name, Key>]?: number;
};

type FieldOf<Name extends StructName, Key> = Key extends `${Name}_${infer Field}`
  ? Field extends `${infer Short}_f64`
    ? Short
    : Field
  : never;

/** A field's name, as `Fields` has it. */
export type FieldName<Name extends StructName> = keyof Fields<Name> & string;

/** Kernels, and the memory that their structs are in. */
export interface KernelMemory {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

/** Writes fields of a struct: float64 where the kernels' name for the field ends so, 32-bit integers else. */
export function fill<Name extends StructName>(
  { kernels, memory }: KernelMemory,
  name: Name,
  address: number,
  fields: Fields<Name>,
): void {
  const view = new DataView(memory.buffer);
  for (const [field, value] of Object.entries<number>(fields as Record<string, number>)) {
    const { offset, isFloat64 } = placeOf(kernels, name, field);
    if (isFloat64) view.setFloat64(address + offset, value, true);
    else view.setUint32(address + offset, value, true);
  }
}

/** Reads a field of a struct. */
export function read<Name extends StructName>(
  { kernels, memory }: KernelMemory,
  name: Name,
  address: number,
  field: FieldName<Name>,
): number {
  const view = new DataView(memory.buffer);
  const { offset, isFloat64 } = placeOf(kernels, name, field);
  return isFloat64
    ? view.getFloat64(address + offset, true)
    : view.getUint32(address + offset, true);
}

/** Bytes from a struct's start to a field. */
function placeOf(
  kernels: Kernels,
  name: StructName,
  field: string,
): { readonly offset: number; readonly isFloat64: boolean } {
  const offsets = kernels as unknown as Readonly<Record<string, { readonly value: number }>>;
  const word = offsets[`${name}_${field}`];
  return word === undefined
    ? { offset: offsets[`${name}_${field}_f64`]!.value, isFloat64: true }
    : { offset: word.value, isFloat64: false };
}
