import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../render/icon';

export interface MenuItem {
  readonly label: string;
  readonly hint: string | undefined;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly label: string;
  /** Groups, with a line between them. */
  readonly items: readonly (readonly MenuItem[])[];
}

/** A menu button after the WAI-ARIA pattern: arrows go round, Escape and Tab close, letters seek. */
export function Menu({ label, items }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  function entries(): HTMLElement[] {
    return [...box.current!.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  function close(): void {
    setOpen(false);
    button.current!.focus();
  }

  useEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const closeOutside = ({ target }: Event): void => {
      if (!box.current!.contains(target as Node)) setOpen(false);
    };
    // A click in the editor outside the panel takes the focus from its window.
    const leave = (): void => {
      setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    window.addEventListener('blur', leave);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      window.removeEventListener('blur', leave);
    };
  }, [open]);

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
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="menu-list" role="menu" aria-label={label}>
          {items.map((group, index) => (
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
                    item.onSelect();
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
