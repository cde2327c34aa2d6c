import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from '../../render/icon';

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** Stands for the label where there is no room for all of them. */
  readonly icon: IconName;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly children: ComponentChildren;
}

/**
 * Tabs after the WAI-ARIA pattern: one stop for the Tab key, arrows between them. Where their labels do not
 * fit side by side, all but the selected one become icons, as VS Code's own views do.
 */
export function Tabs({ label, tabs, selected, onSelect, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () => foldWhereNarrow(list.current!),
    [tabs.map(({ label: name }) => name).join()],
  );

  function onKeyDown(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ id }) => id === selected);
    const targets: Record<string, number> = {
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      ArrowRight: (at + 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onSelect(tabs[target]!.id);
    (list.current?.children[target] as HTMLElement | undefined)?.focus();
  }

  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label: name, icon }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === selected}
            aria-controls="tab-panel"
            tabIndex={id === selected ? 0 : -1}
            title={name}
            onClick={() => {
              onSelect(id);
            }}
          >
            <Icon name={icon} />
            <span class="tab-label">{name}</span>
          </button>
        ))}
      </div>
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${selected}`}>
        {children}
      </div>
    </>
  );
}

/** Keeps the class `folded` on a list whose labels are wider than it is. */
function foldWhereNarrow(list: HTMLElement): () => void {
  const fold = (): void => {
    list.classList.remove('folded');
    list.classList.toggle('folded', list.scrollWidth > list.clientWidth);
  };
  const observer = new ResizeObserver(fold);
  observer.observe(list);
  return () => {
    observer.disconnect();
  };
}
