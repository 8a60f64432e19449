// Home: the list of its parts, and the one that is open.
import "../../state/direct/direct";
import { home } from "../../state/home";
import { Conversation } from "./Conversation";
import { HomePanel } from "./Panel";
import { sections } from "./sections";
import { ServerPage } from "./ServerPage";
import "./board";
import "../network/section";
import "./marks";
import "../../styles/home.css";

function Sheet() {
  const view = home.value;
  if (view?.name === "dm" && view.id) return <Conversation key={view.id} id={view.id} />;
  const section = sections.find(({ name }) => name === view?.name);
  return section?.isOffered() ? <section.Sheet key={section.name} id={view?.id} /> : <ServerPage />;
}

/** Everything right of the groups, in the place of channels. */
export const Home = () => (
  <>
    <HomePanel />
    <Sheet />
  </>
);
