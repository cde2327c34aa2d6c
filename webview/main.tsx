/** Entry of the panel: says `ready`, draws the host's answer, and keeps up with events. */
import './l10n';
import { render } from 'preact';
import type { HostMessage, PanelState } from '#shared/protocol/messages';
import { takeAnswer } from './ask';
import { replyWith } from '#shared/requests';
import { Inbox } from './inbox';
import { type ViewState, loadViewState, post, saveViewState } from './host';
import { takeLoading } from './loading';
import './panel.css';
import { drawPicture } from './pictures/draw';
import { passable } from './pictures/limit';
import { onThemeChange, readTheme } from './render/theme';
import { reduce } from './store';
import { registerToolkit } from './toolkit';
import { App } from './views/app';

registerToolkit();

const root = document.getElementById('root')!;
let state: PanelState | null = null;
let theme = readTheme();
let viewState = loadViewState();
let frame = 0;
/** Back to where one was, as soon as there is something to scroll. */
let scrolled = false;

/** Draws in the next frame, once for all that happens until then. */
function draw(): void {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    render(
      <App state={state} theme={theme} viewState={viewState} onViewState={changeViewState} />,
      root,
    );
    if (state !== null && !scrolled) {
      scrolled = true;
      window.scrollTo(0, viewState.scroll);
    }
  });
}

function changeViewState(changed: ViewState): void {
  viewState = changed;
  saveViewState(changed);
  draw();
}

async function answerWithPicture({
  id,
  picture,
  subject,
}: Extract<HostMessage, { type: 'draw' }>): Promise<void> {
  const reply = await replyWith(() =>
    passable(() => drawPicture(picture, subject, viewState, theme)),
  );
  post({ type: 'picture', id, reply });
}

function take(message: HostMessage): void {
  switch (message.type) {
    case 'state':
    case 'events':
      state = reduce(state, message);
      draw();
      break;
    case 'showTab':
      changeViewState({ ...viewState, tab: message.tab });
      break;
    case 'answer':
      takeAnswer(message);
      break;
    case 'loading':
      takeLoading(message);
      break;
    case 'draw':
      void answerWithPicture(message);
      break;
  }
}

const inbox = new Inbox(take, (reason, wantsState) => {
  post({ type: 'notUnderstood', reason, wantsState });
});

window.addEventListener('message', ({ data }) => {
  inbox.receive(data);
});

onThemeChange(() => {
  theme = readTheme();
  draw();
});

window.addEventListener('scrollend', () => {
  viewState = { ...viewState, scroll: window.scrollY };
  saveViewState(viewState);
});

draw();
post({ type: 'ready' });
