// The settings of the account: who we are here, how we sign in, and the way out.
import { ta } from "../../i18n/account";
import { loadTexts } from "../../i18n/language";
import { iconPaths } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { moreIcons } from "../../ui/moreIcons";
import { type Section, Shell } from "../settings/Shell";
import { AccountFile } from "./AccountFile";
import { DeleteAccount } from "./DeleteAccount";
import { Look } from "./Look";
import { Notifications } from "./Notifications";
import { Profile } from "./Profile";
import { SignIn } from "./SignIn";

const Keys = lazy<object>(() => Promise.all([import("./Keys"), loadTexts("keys")]).then(([{ Keys }]) => Keys));

const sections = (): Section[] => [
  {
    title: ta("you"),
    pages: [
      { id: "profile", label: ta("profile"), icon: moreIcons["circle-user"], isOpen: true, render: () => <Profile /> },
      { id: "sign-in", label: ta("signIn"), icon: iconPaths("lock"), isOpen: true, render: () => <SignIn /> },
      { id: "file", label: ta("file"), icon: moreIcons["file-key"], isOpen: true, render: () => <AccountFile /> },
      { id: "keys", label: ta("keys"), icon: moreIcons["key-round"], isOpen: true, render: () => <Keys /> },
      { id: "delete", label: ta("deleteAccount"), icon: iconPaths("trash-2"), isOpen: true, render: () => <DeleteAccount /> },
    ],
  },
  {
    title: ta("client"),
    pages: [
      { id: "look", label: ta("look"), icon: moreIcons.palette, isOpen: true, render: () => <Look /> },
      { id: "notifications", label: ta("notifications"), icon: iconPaths("bell"), isOpen: true, render: () => <Notifications /> },
    ],
  },
];

export const Account = ({ page }: { page: string }) => <Shell name="account" title={ta("account")} sections={sections()} page={page} />;
