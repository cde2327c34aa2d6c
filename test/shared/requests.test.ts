import { beforeEach, describe, expect, test } from 'vitest';
import { LabError } from '#shared/errors';
import { replyWith, Requests } from '#shared/requests';

interface Posted {
  readonly id: number;
  readonly request: string;
}

let posted: Posted[];
let requests: Requests<string, number>;
const error = {
  kind: 'input',
  message: 'no weights',
  setting: 'mnistLab.models',
  path: [3],
} as const;

beforeEach(() => {
  posted = [];
  requests = new Requests((id, request) => posted.push({ id, request }));
});

describe('a request', () => {
  test('is sent at once, and gets the reply of its own id, in whatever order replies come', async () => {
    const asked = ['one', 'two', 'three'].map((request) => requests.ask(request));
    expect(posted.map(({ request }) => request)).toEqual(['one', 'two', 'three']);
    expect(new Set(posted.map(({ id }) => id)).size).toBe(3);
    for (const { id, request } of [...posted].reverse()) {
      requests.receive({ id, reply: { ok: request.length } });
    }
    expect(await Promise.all(asked)).toEqual([3, 3, 5]);
  });

  test('rejects with the error of the other side, all of it', async () => {
    const asked = requests.ask('one');
    requests.receive({ id: posted[0]!.id, reply: { error } });
    await expect(asked).rejects.toBeInstanceOf(LabError);
    await expect(asked).rejects.toMatchObject(error);
  });

  test('is replied to once, and a reply that nobody waits for is passed over', async () => {
    const asked = requests.ask('one');
    const { id } = posted[0]!;
    requests.receive({ id: id + 1, reply: { ok: 99 } });
    requests.receive({ id, reply: { ok: 1 } });
    requests.receive({ id, reply: { ok: 2 } });
    expect(await asked).toBe(1);
    requests.receive({ id, reply: { error } });
  });

  test('that cannot be sent rejects with why', async () => {
    const broken = new Requests<string, number>(() => {
      throw new Error('cannot be cloned');
    });
    await expect(broken.ask('one')).rejects.toThrow('cannot be cloned');
  });

  test('that is given up has the other side told, one that was replied to has not', async () => {
    const cancelled: number[] = [];
    const leaving = new AbortController();
    const two = new Requests<string, number>(
      (id, request) => posted.push({ id, request }),
      (id) => cancelled.push(id),
    );
    const asked = [two.ask('one', leaving.signal), two.ask('two', leaving.signal)];
    const settled = Promise.allSettled(asked);
    two.receive({ id: posted[0]!.id, reply: { ok: 1 } });
    await asked[0];
    leaving.abort(new LabError('usage', 'left'));
    await settled;
    expect(cancelled).toEqual([posted[1]!.id]);
  });

  test('is given up with the reason of its signal, and leaves the others waiting', async () => {
    const patience = new AbortController();
    const [impatient, other] = [requests.ask('one', patience.signal), requests.ask('two')];
    const late = new LabError('engine', 'not in time');
    patience.abort(late);
    await expect(impatient).rejects.toBe(late);
    requests.receive({ id: posted[0]!.id, reply: { ok: 1 } });
    requests.receive({ id: posted[1]!.id, reply: { ok: 2 } });
    expect(await other).toBe(2);
  });
});

describe('the end', () => {
  test('is what all who wait hear, and all who ask afterwards: nothing is sent any more', async () => {
    const asked = [requests.ask('one'), requests.ask('two')];
    const end = new LabError('engine', 'the worker has ended');
    requests.end(end);
    requests.end(new LabError('engine', 'it has ended twice'));
    for (const one of [...asked, requests.ask('three')]) await expect(one).rejects.toBe(end);
    expect(posted).toHaveLength(2);
  });
});

describe('a reply', () => {
  test('is what is found, or why it is not', async () => {
    expect(await replyWith(() => 7)).toEqual({ ok: 7 });
    expect(await replyWith(() => Promise.resolve(null))).toEqual({ ok: null });
    const { kind, message, setting, path } = error;
    const failing = () => Promise.reject(new LabError(kind, message, setting, path));
    expect(await replyWith(failing)).toEqual({ error });
    expect(
      await replyWith(() => {
        throw new TypeError('a bug');
      }),
    ).toEqual({ error: { kind: 'internal', message: 'a bug' } });
  });
});
