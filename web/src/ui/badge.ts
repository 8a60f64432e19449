// Numbers on badges stop where nobody counts any more.
import { number } from "../i18n/translator";

const MOST = 99;
export const badge = (count: number) => (count > MOST ? `${number(MOST)}+` : number(count));
