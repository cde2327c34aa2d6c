import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from '../../host';
import { IconButton } from '../../toolkit';
import { useDismiss } from '../../use-dismiss';
import type { Action } from './actions';

interface MenuProps {
  readonly label: string;
  /** Groups, with a line between them. */
  readonly groups: readonly (readonly Action[])[];
}

/** A menu button after the WAI-ARIA pattern: arrows go round, Escape and Tab close, letters seek. */
export function Menu({ label, groups }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLElement>(null);

  function entries(): HTMLElement[] {
    return [...box.current!.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  function close(): void {
    setOpen(false);
    button.current!.focus();
  }

  useEffect(() => {
    if (open) entries()[0]?.focus();
  }, [open]);
  useDismiss(box, open, () => {
    setOpen(false);
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (!open) {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      setOpen(true);
      return;
    }
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at + all.length - 1) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const target = targets[event.key] ?? seek(all, at, event.key);
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else if (target === undefined) return;
    else all[target]?.focus();
    if (event.key !== 'Tab') event.preventDefault();
  }

  return (
    <div ref={box} class="menu" onKeyDown={onKeyDown}>
      <IconButton
        button={button}
        icon="more"
        label={label}
        popup="menu"
        expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      />
      {open && (
        <div class="menu-list" role="menu" aria-label={label}>
          {groups.map((group, index) => (
            <div class="menu-group" role="group" key={index}>
              {group.map((item) => (
                <button
                  key={item.label}
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  title={item.hint}
                  onClick={() => {
                    close();
                    post(item.message);
                  }}
                >
                  {item.label}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** The next entry that begins with a letter. */
function seek(entries: readonly HTMLElement[], at: number, key: string): number | undefined {
  if (key.length !== 1) return undefined;
  const letter = key.toLocaleLowerCase();
  const begins = (i: number): boolean =>
    entries[i]!.textContent.toLocaleLowerCase().startsWith(letter);
  const order = entries.map((_, i) => (at + 1 + i) % entries.length);
  return order.find(begins);
}
