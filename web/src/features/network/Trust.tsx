// A score: the number, a bar, and the word for it.
import { tn } from "../../i18n/network";
import { gradeOf } from "./nodes";

const WORDS = { high: "trustHigh", fair: "trustFair", low: "trustLow" } as const;

export function Trust({ trust }: { trust: number | null }) {
  if (trust === null) return <span class="muted">{tn("noNode")}</span>;
  const grade = gradeOf(trust);
  return (
    <span class={`trust ${grade}`} role="img" aria-label={tn("trustIs", { n: trust, word: tn(WORDS[grade]) })} data-testid="trust">
      <b>{trust}</b>
      <span class="bar"><i style={{ width: `${trust}%` }} /></span>
      <span class="small muted">{tn(WORDS[grade])}</span>
    </span>
  );
}
