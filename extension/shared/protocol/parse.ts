import * as v from 'valibot';
import { type TrainingEvent, trainingEvent } from './events';
import { hostMessage, type HostMessage, panelMessage, type PanelMessage } from './messages';

/** Characters of a reason: a message may be long, and all of it wrong. */
const MAXIMUM_REASON = 300;

/** What arrived, as far as it can be read. */
export interface Parsed<M> {
  readonly message: M | null;
  /** What of it cannot be read, and why; null where all can. */
  readonly problem: string | null;
}

export function parsePanelMessage(data: unknown): Parsed<PanelMessage> {
  return parse(panelMessage, data);
}

/** The good ones of a batch of events are taken. */
export function parseHostMessage(data: unknown): Parsed<HostMessage> {
  const { message, problem } = parse(hostMessage, data);
  if (message?.type !== 'events') return { message, problem };
  const events: TrainingEvent[] = [];
  const problems: string[] = [];
  message.events.forEach((data, index) => {
    const event = parse(trainingEvent, data);
    if (event.message !== null) events.push(event.message);
    else problems.push(`events[${index}] ${event.problem}`);
  });
  return {
    message: { type: 'events', events },
    problem: problems.length === 0 ? null : problems.join('; ').slice(0, MAXIMUM_REASON),
  };
}

function parse<S extends v.GenericSchema>(schema: S, data: unknown): Parsed<v.InferOutput<S>> {
  // What is too long is not looked at any closer.
  const result = v.safeParse(schema, data, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return { message: result.output, problem: null };
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const where = [typeOf(data), path].filter((part) => part !== null).join(' ');
  return { message: null, problem: `${where}: ${issue.message}`.slice(0, MAXIMUM_REASON) };
}

function typeOf(data: unknown): string {
  return v.is(v.looseObject({ type: v.string() }), data) ? `"${data.type}"` : typeof data;
}
