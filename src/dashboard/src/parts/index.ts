export { Page, Card, Facts, Empty } from './Page';
export { Table, type Column } from './Table';
export { Mark, verdictOf, type Verdict } from './Mark';
export { Money, units } from './Money';
export { Address, Hash } from './Address';
export { Time, Span } from './Time';
export { ProblemNote } from './ProblemNote';
export { Copy } from './Copy';
export { visible } from './visible';
