import { useEffect, useRef, useState } from 'preact/hooks';
import { extendLast, movePen, penRadius, pointOfPen, restingPen } from './pen';
import type { PenPoint, Stroke } from './prepare';
import { strings } from './strings';

interface PadProps {
  readonly strokes: readonly Stroke[];
  readonly onStrokes: (strokes: readonly Stroke[]) => void;
  /** Width by height. */
  readonly aspect: number;
}

/** Pixels of the canvas, twice as many as are shown, so that lines are smooth on dense screens. */
const HEIGHT = 560;

/** White ink on black, as the images have it, in every theme. */
export function Pad({ strokes, onStrokes, aspect }: PadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pen, setPen] = useState(restingPen);
  const [keyboard, setKeyboard] = useState(false);
  const [announcement, announce] = useState('');
  /** Strokes with what came since the last drawing of the view: the pointer is quicker than frames. */
  const current = useRef(strokes);
  current.current = strokes;
  const drawing = useRef(false);

  const change = (next: readonly Stroke[]): void => {
    current.current = next;
    onStrokes(next);
  };

  useEffect(() => {
    drawInk(canvas.current!, strokes);
  }, [strokes]);

  function pointOf(event: PointerEvent): PenPoint {
    const box = canvas.current!.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * aspect,
      y: (event.clientY - box.top) / box.height,
      radius: penRadius(event.pointerType, event.pressure),
    };
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || drawing.current) return;
    canvas.current!.setPointerCapture(event.pointerId);
    drawing.current = true;
    setKeyboard(false);
    setPen((held) => ({ ...held, down: false }));
    change([...current.current, [pointOf(event)]]);
  }

  function onPointerMove(event: PointerEvent): void {
    if (!drawing.current) return;
    // Browsers have it in secure contexts only: not where an editor is served by plain HTTP.
    const events = window.isSecureContext ? event.getCoalescedEvents() : [];
    const points = (events.length > 0 ? events : [event]).map(pointOf);
    change(points.reduce(extendLast, current.current));
  }

  function onPointerEnd(): void {
    drawing.current = false;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moved = movePen(pen, event.key, event.shiftKey);
    if (moved !== null) {
      setPen(moved);
      if (moved.down) change(extendLast(current.current, pointOfPen(moved, aspect)));
      announce(strings.position(moved.column, moved.row, moved.down));
    } else if (event.key === ' ') {
      const down = !pen.down;
      setPen({ ...pen, down });
      if (down) change([...current.current, [pointOfPen(pen, aspect)]]);
      announce(down ? strings.penDown : strings.penUp);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      setPen({ ...pen, down: false });
      change([]);
      announce(strings.cleared);
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      setPen({ ...pen, down: false });
      change(current.current.slice(0, -1));
      announce(strings.undone);
    } else {
      return;
    }
    setKeyboard(true);
    event.preventDefault();
    // The editor has keys of its own for these.
    event.stopPropagation();
  }

  return (
    <div class="pad" style={{ aspectRatio: `${aspect}` }}>
      <canvas
        ref={canvas}
        width={Math.round(HEIGHT * aspect)}
        height={HEIGHT}
        tabIndex={0}
        role="application"
        aria-label={strings.pad}
        aria-describedby="pad-keys"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setKeyboard(canvas.current!.matches(':focus-visible'));
        }}
        onBlur={() => {
          setKeyboard(false);
          setPen((held) => ({ ...held, down: false }));
        }}
      />
      {strokes.length === 0 && !keyboard && (
        <span class="pad-hint" aria-hidden="true">
          {strings.padHint}
        </span>
      )}
      {keyboard && (
        <span
          class={`pad-pen ${pen.down ? 'down' : ''}`}
          aria-hidden="true"
          style={{
            left: `${(100 * pointOfPen(pen, aspect).x) / aspect}%`,
            top: `${100 * pointOfPen(pen, aspect).y}%`,
          }}
        />
      )}
      <span class="spoken" role="status">
        {announcement}
      </span>
    </div>
  );
}

function drawInk(canvas: HTMLCanvasElement, strokes: readonly Stroke[]): void {
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.strokeStyle = '#fff';
  context.lineCap = 'round';
  for (const stroke of strokes) {
    stroke.forEach((to, i) => {
      const from = stroke[i - 1] ?? to;
      context.lineWidth = HEIGHT * (from.radius + to.radius);
      context.beginPath();
      context.moveTo(from.x * HEIGHT, from.y * HEIGHT);
      context.lineTo(to.x * HEIGHT, to.y * HEIGHT);
      context.stroke();
    });
  }
}
