import type { HostMessage } from '#shared/protocol/messages';
import { parseHostMessage } from '#shared/protocol/parse';

/**
 * Takes what arrives from the host. Of what cannot be read the host hears, and is asked for the whole state: once
 * until it comes, so that a state which cannot be read itself is not asked for over and over.
 */
export class Inbox {
  private waiting = false;

  constructor(
    private readonly take: (message: HostMessage) => void,
    private readonly complain: (reason: string, wantsState: boolean) => void,
  ) {}

  receive(data: unknown): void {
    const { message, problem } = parseHostMessage(data);
    if (message?.type === 'state') this.waiting = false;
    if (message !== null) this.take(message);
    if (problem === null) return;
    this.complain(problem, !this.waiting);
    this.waiting = true;
  }
}
