/**
 * The only door to @vscode/webview-ui-toolkit, which is archived: whatever replaces it replaces this
 * file and its styles. Here are all of its controls that work; badge and tag break the content security
 * policy, and a link leads to another page, of which the panel has none.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDataGrid,
  vsCodeDataGridCell,
  vsCodeDataGridRow,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { Attributes, ComponentChildren, CSSProperties, Ref } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './render/icon';
import './toolkit.css';

export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDataGrid(),
    vsCodeDataGridCell(),
    vsCodeDataGridRow(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextField(),
  );
}

interface ButtonProps {
  /** What is written on it. */
  readonly label: string;
  /** Stands before the label. */
  readonly icon?: IconName;
  readonly primary?: boolean;
  readonly class?: string;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

export function Button({ label, icon, primary, class: name, title, ...rest }: ButtonProps) {
  return (
    <vscode-button
      class={name}
      appearance={primary === true ? 'primary' : 'secondary'}
      // What is seen of it may be the icon alone.
      aria-label={label}
      title={title}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span class="button-words">{label}</span>
    </vscode-button>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: IconName;
  readonly class?: string;
  /** Whether what it opens and closes is open. */
  readonly expanded?: boolean;
  readonly popup?: 'menu';
  /** The element that takes the focus. */
  readonly button?: Ref<HTMLElement>;
  readonly onClick: () => void;
}

/** A button with a picture, whose name is told by hovering. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, class: name, expanded, popup, button, onClick } = props;
  return (
    <vscode-button
      ref={button}
      class={name}
      appearance="icon"
      aria-label={label}
      title={label}
      ariaExpanded={expanded === undefined ? undefined : String(expanded)}
      ariaHaspopup={popup}
      onClick={onClick}
    >
      <Icon name={icon} />
    </vscode-button>
  );
}

/**
 * Tells of what a person changes. The toolkit's controls tell of changes by program, too, and a person may be
 * faster than the next frame: what counts is the value that was given or told last.
 */
function useChanges<T>(value: T, onChange: (value: T) => void): (now: T) => void {
  const known = useRef(value);
  known.current = value;
  return (now) => {
    if (now === known.current) return;
    known.current = now;
    onChange(now);
  };
}

interface CheckboxProps {
  readonly label: string;
  readonly title?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, title, checked, onChange }: CheckboxProps) {
  const changed = useChanges(checked, onChange);
  return (
    <vscode-checkbox
      title={title}
      checked={checked}
      onChange={({ currentTarget }) => {
        changed((currentTarget as HTMLInputElement).checked);
      }}
    >
      {label}
    </vscode-checkbox>
  );
}

/** One of several that can be taken. */
export interface Option<T extends string = string> {
  readonly value: T;
  readonly text: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

interface DropdownProps<T extends string> extends ChoiceProps<T> {
  /** Whether the label is seen before it, or only read aloud. */
  readonly labelled?: boolean;
}

/** One of many. */
export function Dropdown<T extends string>(props: DropdownProps<T>) {
  const { label, labelled = false, options, value, onChange } = props;
  const changed = useChanges(value, onChange);
  const dropdown = (
    <vscode-dropdown
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        changed((currentTarget as HTMLSelectElement).value as T);
      }}
    >
      {options.map((option) => (
        <vscode-option key={option.value} value={option.value}>
          {option.text}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
  if (!labelled) return dropdown;
  return (
    <div class="labelled">
      <span aria-hidden="true">{label}</span>
      {dropdown}
    </div>
  );
}

/** One of a few, all in sight. */
export function RadioGroup<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const changed = useChanges(value, onChange);
  return (
    <vscode-radio-group
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        changed((currentTarget as HTMLInputElement).value as T);
      }}
    >
      {options.map((option) => (
        <vscode-radio key={option.value} value={option.value}>
          {option.text}
        </vscode-radio>
      ))}
    </vscode-radio-group>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly title?: string;
  readonly value: number;
  /** Whole numbers from 0 to this are taken; whatever else is typed goes. */
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A whole number to be typed, or stepped through with the arrow keys. */
export function NumberField({ label, title, value, most, onChange }: NumberFieldProps) {
  return (
    <vscode-text-field
      class="number-field"
      title={title}
      value={String(value)}
      onChange={({ currentTarget }) => {
        const field = currentTarget as HTMLInputElement;
        const typed = /^\s*\d+\s*$/.test(field.value) ? Number(field.value) : NaN;
        if (typed <= most) onChange(typed);
        else field.value = String(value);
      }}
      onKeyDown={(event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key] ?? 0;
        if (step === 0) return;
        event.preventDefault();
        onChange(Math.min(Math.max(value + step, 0), most));
      }}
    >
      {/* The toolkit makes the accessible name of this. */}
      {label}
    </vscode-text-field>
  );
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** Stands for the label where there is no room for all of them. */
  readonly icon: IconName;
  /** One that is not is still known, so that the toolkit finds it when its time comes. */
  readonly shown: boolean;
}

type PanelsElement = HTMLElement & { activeid: string };

interface PanelsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** The selected tab's. */
  readonly children: ComponentChildren;
}

/**
 * Tabs, and what belongs to the selected one. Where their labels do not fit side by side, all but the selected
 * one become icons, as VS Code's own views do.
 */
export function Panels({ label, tabs, selected, onSelect, children }: PanelsProps) {
  const changed = useChanges(selected, onSelect);
  const panels = useRef<PanelsElement>(null);
  // Only when the tabs are in place: the toolkit selects none that it takes for hidden.
  useLayoutEffect(() => {
    panels.current!.activeid = selected;
  }, [selected]);
  useLayoutEffect(
    () => foldWhereNarrow(panels.current!),
    [tabs.map(({ id, shown }) => shown && id).join()],
  );
  return (
    <vscode-panels
      ref={panels}
      aria-label={label}
      // The toolkit's slides by a transition, and stays behind where there is none.
      activeindicator={false}
      onChange={({ currentTarget, target }) => {
        if (target !== currentTarget) return;
        changed((currentTarget as PanelsElement).activeid);
      }}
    >
      {tabs.map(({ id, label: name, icon, shown }) => (
        <vscode-panel-tab key={id} id={id} title={name} hidden={!shown}>
          <Icon name={icon} />
          <span class="tab-label">{name}</span>
        </vscode-panel-tab>
      ))}
      {tabs.map(({ id }) => (
        <vscode-panel-view key={`${id} view`} id={`${id}-view`}>
          {id === selected && children}
        </vscode-panel-view>
      ))}
    </vscode-panels>
  );
}

/** Pixels between two tabs at most, see the styles. */
const GAP = 4;

/** Keeps the class `folded` on tabs whose labels are wider than the panel. */
function foldWhereNarrow(panels: HTMLElement): () => void {
  const fold = (): void => {
    panels.classList.remove('folded');
    const tabs = [...panels.querySelectorAll<HTMLElement>('vscode-panel-tab:not([hidden])')];
    const width = tabs.reduce((sum, { offsetWidth }) => sum + offsetWidth + GAP, 0);
    panels.classList.toggle('folded', width > panels.clientWidth);
  };
  const observer = new ResizeObserver(fold);
  observer.observe(panels);
  return () => {
    observer.disconnect();
  };
}

interface DataGridProps {
  readonly label: string;
  /** `grid-template-columns` of all rows together. */
  readonly columns: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/**
 * A table of plain figures. Each row of the toolkit's would have columns of its own width: as a subgrid it has the
 * whole table's.
 */
export function DataGrid({ label, columns, class: name, children }: DataGridProps) {
  return (
    <vscode-data-grid
      class={name}
      aria-label={label}
      generate-header="none"
      grid-template-columns="subgrid"
      style={{ gridTemplateColumns: columns }}
    >
      {children}
    </vscode-data-grid>
  );
}

interface RowProps {
  readonly header?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function Row({ header = false, class: name, children }: RowProps) {
  return (
    <vscode-data-grid-row class={name} row-type={header ? 'header' : 'default'}>
      {children}
    </vscode-data-grid-row>
  );
}

interface CellProps {
  /** From 1. */
  readonly column: number;
  /** What it heads: a column, or its row. */
  readonly header?: 'column' | 'row';
  readonly class?: string;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

const cellTypes = { column: 'columnheader', row: 'rowheader' } as const;

export function Cell({ column, header, children, ...rest }: CellProps) {
  return (
    <vscode-data-grid-cell
      {...rest}
      grid-column={String(column)}
      cell-type={header === undefined ? 'default' : cellTypes[header]}
    >
      {children}
    </vscode-data-grid-cell>
  );
}

interface ProgressRingProps {
  readonly label: string;
  readonly class?: string;
}

export function ProgressRing({ label, class: name }: ProgressRingProps) {
  return <vscode-progress-ring class={name} aria-label={label} />;
}

interface ToolkitAttributes extends Attributes {
  readonly ref?: Ref<HTMLElement> | undefined;
  readonly children?: ComponentChildren;
  readonly id?: string;
  readonly class?: string | undefined;
  readonly 'aria-label'?: string;
  readonly title?: string | undefined;
  readonly value?: string;
  readonly onClick?: () => void;
  readonly onChange?: (event: Event & { readonly currentTarget: EventTarget }) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

declare module 'preact' {
  // Preact finds the types of custom elements here.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ToolkitAttributes & {
        readonly appearance?: 'primary' | 'secondary' | 'icon';
        readonly disabled?: boolean;
        // As properties: the toolkit's button does not hear of these attributes.
        readonly ariaExpanded?: string | undefined;
        readonly ariaHaspopup?: string | undefined;
      };
      'vscode-checkbox': ToolkitAttributes & { readonly checked: boolean };
      'vscode-data-grid': ToolkitAttributes & {
        readonly 'generate-header': 'none';
        readonly 'grid-template-columns': 'subgrid';
        readonly style: CSSProperties;
      };
      'vscode-data-grid-cell': ToolkitAttributes & {
        readonly 'cell-type': 'default' | 'columnheader' | 'rowheader';
        readonly 'grid-column': string;
      };
      'vscode-data-grid-row': ToolkitAttributes & { readonly 'row-type': 'default' | 'header' };
      'vscode-dropdown': ToolkitAttributes;
      'vscode-option': ToolkitAttributes;
      'vscode-panels': Omit<ToolkitAttributes, 'ref'> & {
        readonly ref: Ref<PanelsElement>;
        readonly activeindicator: false;
      };
      'vscode-panel-tab': ToolkitAttributes & { readonly hidden: boolean };
      'vscode-panel-view': ToolkitAttributes;
      'vscode-progress-ring': ToolkitAttributes;
      'vscode-radio': ToolkitAttributes;
      'vscode-radio-group': ToolkitAttributes;
      'vscode-text-field': ToolkitAttributes;
    }
  }
}
