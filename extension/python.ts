/** What stands in Python code as it is. */
export interface Code {
  readonly code: string;
}

export type PythonValue = number | boolean | string | readonly PythonValue[] | Code;

/** Arguments by their names. */
export type PythonArguments = Readonly<Record<string, PythonValue>>;

/** A value as Python writes it; a list is a tuple. */
export function python(value: PythonValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if ('code' in value) return value.code;
  const items = value.map(python);
  return items.length === 1 ? `(${items[0]!},)` : `(${items.join(', ')})`;
}

/** `optim.SGD(parameters, lr=0.01)` */
export function pythonCall(
  name: string,
  positional: readonly PythonValue[],
  named: PythonArguments = {},
): string {
  const words = Object.entries(named).map(([key, value]) => `${key}=${python(value)}`);
  return `${name}(${[...positional.map(python), ...words].join(', ')})`;
}
