// What the server says of itself to who asks: its page in other clients, and "About this server" here.
import { ts } from "../../i18n/settings";
import { asText, plain } from "../../ui/html";
import { htmlOf, sourceOf } from "../../ui/markdownText";
import { useDraft } from "./draft";
import { Page, SaveBar, TextField } from "./parts";
import { BannerThumb, PictureField } from "./PictureField";
import { type InfoForm, pick, useInfo } from "./serverInfo";

/** Of each text, in UTF-16 units of HTML. */
const TEXT_LENGTH = 10_000;
const LINE_LENGTH = 200;

export function Home() {
  const { info, save } = useInfo();
  return info ? <HomeForm info={info} save={save} /> : <Page title={ts("home")}>{null}</Page>;
}

function HomeForm({ info, save }: InfoForm) {
  const home = info.home ?? {};
  const { value, changed, set, reset } = useDraft({
    title: plain(home.title ?? ""),
    subtitle: plain(home.subtitle ?? ""),
    about: sourceOf(home.about ?? ""),
    banner: home.banner_url ?? "",
  });
  const submit = () =>
    save(
      pick(value, changed, {
        title: ({ title }) => ({ home: { title: asText(title.trim()) } }),
        subtitle: ({ subtitle }) => ({ home: { subtitle: asText(subtitle.trim()) } }),
        about: ({ about }) => ({ home: { about: htmlOf(about) } }),
        banner: ({ banner }) => ({ home: { banner_url: banner } }),
      }),
    );
  return (
    <Page title={ts("home")} lead={ts("homeLead")}>
      <div class="form stack">
        <TextField label={ts("homeTitle")} value={value.title} maxLength={LINE_LENGTH} testId="home-title" onInput={(title) => set({ title })} />
        <TextField label={ts("homeSubtitle")} value={value.subtitle} maxLength={LINE_LENGTH} testId="home-subtitle" onInput={(subtitle) => set({ subtitle })} />
        <TextField label={ts("homeAbout")} value={value.about} lines={8} maxLength={TEXT_LENGTH} hint={ts("homeAboutHint")} testId="home-about" onInput={(about) => set({ about })} />
        <PictureField label={ts("homeBanner")} hint={ts("homeBannerHint")} value={value.banner} isKept testId="home-banner" onChange={(banner) => set({ banner })}>
          <BannerThumb banner={value.banner} />
        </PictureField>
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
