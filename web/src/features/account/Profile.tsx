// What others see of us, with a preview of the card.
import { useEffect, useState } from "preact/hooks";
import { ta } from "../../i18n/account";
import type { WireProfile } from "../../protocol/types";
import { credentials } from "../../state/session";
import { toast } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { asText, decode } from "../../ui/html";
import { htmlOf, sourceOf } from "../../ui/markdownText";
import { Face } from "../profile/Face";
import { change, load } from "../settings/api";
import { useDraft } from "../settings/draft";
import { Page, SaveBar, TextField } from "../settings/parts";
import { BannerThumb, PictureField } from "../settings/PictureField";

/** As the node cuts them, in UTF-16 units. */
const NAME_LENGTH = 25;
const STATUS_LENGTH = 50;
const ABOUT_LENGTH = 1000;

export function Profile() {
  const [member, setMember] = useState<WireProfile | null>(null);
  const read = async () => setMember((await load<{ member?: WireProfile }>("getMemberProfile", { target: credentials().id }))?.member ?? null);
  useEffect(() => void read(), []);
  return member ? <Form member={member} reload={read} /> : <Page title={ta("profile")}>{null}</Page>;
}

function Form({ member, reload }: { member: WireProfile; reload: () => Promise<void> }) {
  const { value, changed, set, reset } = useDraft({
    name: decode(member.name),
    nickname: decode(member.nickname ?? ""),
    status: decode(member.status ?? ""),
    about: sourceOf(member.aboutme ?? ""),
    icon: member.icon ?? "",
    banner: member.banner ?? "",
  });
  const about = htmlOf(value.about);
  const name = value.name.trim();
  const wireValues: Record<string, object> = {
    name: { name: asText(name) },
    nickname: { nickname: asText(value.nickname.trim()) },
    status: { status: asText(value.status.trim()) },
    about: { aboutme: about },
    icon: { icon: value.icon },
    banner: { banner: value.banner },
  };
  const submit = async () => {
    if (!name) return toast("bad", ta("nameMissing"));
    if (about.length > ABOUT_LENGTH) return toast("bad", ta("aboutTooLong"));
    if (await change("updateMember", Object.assign({}, ...changed.map((key) => wireValues[key])))) await reload();
  };
  const shown: WireProfile = {
    ...member,
    name: asText(name || member.name),
    nickname: asText(value.nickname.trim()) || null,
    status: asText(value.status.trim()),
    aboutme: about,
    icon: value.icon,
    banner: value.banner,
    isOnline: true,
  };
  return (
    <Page title={ta("profile")} lead={ta("profileLead")}>
      <div class="with-preview">
        <div class="form stack">
          <TextField label={ta("displayName")} value={value.name} maxLength={NAME_LENGTH} testId="profile-name" onInput={(next) => set({ name: next })} />
          <TextField label={ta("nickname")} value={value.nickname} maxLength={NAME_LENGTH} hint={ta("nicknameHint")} testId="profile-nickname" onInput={(nickname) => set({ nickname })} />
          <TextField label={ta("status")} value={value.status} maxLength={STATUS_LENGTH} hint={ta("statusHint")} testId="profile-status" onInput={(status) => set({ status })} />
          <TextField label={ta("about")} value={value.about} maxLength={ABOUT_LENGTH} lines={5} hint={ta("aboutHint", { n: ABOUT_LENGTH })} testId="profile-about" onInput={(next) => set({ about: next })} />
          <PictureField label={ta("picture")} hint={ta("pictureHint")} value={value.icon} testId="profile-icon" onChange={(icon) => set({ icon })}>
            <Avatar id={member.id} name={name} icon={value.icon} size={56} />
          </PictureField>
          <PictureField label={ta("banner")} hint={ta("bannerHint")} value={value.banner} testId="profile-banner" onChange={(next) => set({ banner: next })}>
            <BannerThumb banner={value.banner} />
          </PictureField>
        </div>
        <section class="preview" aria-label={ta("preview")} data-testid="profile-preview">
          <h2 class="label">{ta("preview")}</h2>
          <div class="card profile"><Face member={shown} /></div>
        </section>
      </div>
      <SaveBar count={changed.length} onSave={submit} onDiscard={reset} />
    </Page>
  );
}
