/** Style sheets are bundled into panel.css. */
declare module '*.css';
