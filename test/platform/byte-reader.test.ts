import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader, inPieces } from '../../extension/platform/byte-reader';

async function* pieces(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  for (const part of parts) {
    await Promise.resolve();
    yield part;
  }
}

it('bytes come in their order, in whatever pieces they arrive and portions they are asked for', async () => {
  const asked = fc.record({ peek: fc.boolean(), length: fc.nat(9) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 6 }),
      fc.array(asked, { maxLength: 12 }),
      async (parts, portions) => {
        const all = parts.flatMap((part) => [...part]);
        const reader = new ByteReader(inPieces(pieces(parts)));
        let at = 0;
        for (const { peek, length } of portions) {
          const expected = all.slice(at, at + length);
          if (peek) {
            expect([...(await reader.peek(length))]).toEqual(expected);
          } else {
            const target = new Uint8Array(length);
            const count = await reader.read(target);
            expect([...target.subarray(0, count)]).toEqual(expected);
            at += count;
          }
        }
      },
    ),
  );
});

it('once it is aborted nothing more is read', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const parts = [new Uint8Array(4), new Uint8Array(4), new Uint8Array(4)];
  const reader = new ByteReader(inPieces(pieces(parts)), stop.signal);
  expect(await reader.read(new Uint8Array(5))).toBe(5);
  stop.abort(reason);
  await expect(reader.read(new Uint8Array(1))).rejects.toBe(reason);
  await expect(reader.peek(1)).rejects.toBe(reason);
});

it('no more pieces are asked for than are wanted', async () => {
  let given = 0;
  const endless = (async function* () {
    for (;;) {
      await Promise.resolve();
      given++;
      yield new Uint8Array(10);
    }
  })();
  const reader = new ByteReader(inPieces(endless));
  await reader.peek(5);
  expect(await reader.read(new Uint8Array(20))).toBe(20);
  expect(given).toBe(2);
  await reader.read(new Uint8Array(0));
  expect(given).toBe(2);
});
