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
  const offsets = kernels as unknown as Readonly<Record<string, { readonly value: number }>>;
  const view = new DataView(memory.buffer);
  for (const [field, value] of Object.entries<number>(fields as Record<string, number>)) {
    const word = offsets[`${name}_${field}`];
    if (word !== undefined) view.setUint32(address + word.value, value, true);
    else view.setFloat64(address + offsets[`${name}_${field}_f64`]!.value, value, true);
  }
}
