// Articles and tickets as parts of home.
import { drawer, isPhone } from "../../state/ui";
import { type Section, sections as board } from "../board/sections";
import { sections } from "./sections";
import "../../styles/settings.css";
import "../../styles/board.css";

const sheetOf = ({ label, Part }: Section) =>
  function BoardSheet() {
    return (
      <main class="sheet" id="sheet" aria-label={label()} tabIndex={-1} inert={drawer.value !== null && isPhone()} data-testid="board">
        <Part />
      </main>
    );
  };

sections.push(...board.map((section) => ({ name: section.id, label: section.label, icon: section.icon, isOffered: () => true, waiting: section.count, Sheet: sheetOf(section) })));
