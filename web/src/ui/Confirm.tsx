// Asks before something is lost. What draws the question is fetched with the first one.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { lazy } from "./lazy";

interface Question {
  title: string;
  text: string;
  verb: string;
  /** What it is about. */
  detail?: ComponentChildren;
  isDanger?: boolean;
}

/** A question that waits for its answer. */
export interface Asked extends Question {
  answer: (isSure: boolean) => void;
}

const asked = signal<Asked | null>(null);
/** Nothing is asked any more. */
export const takeBack = () => (asked.value = null);

/** Resolves to whether the person is sure. */
export const confirm = (question: Question): Promise<boolean> => new Promise((answer) => (asked.value = { ...question, answer }));

/** Nobody is sure of what could not be asked. */
const fail = () => {
  asked.value?.answer(false);
  takeBack();
};
const Confirm = lazy<Asked>(() => import("./Question").then(({ Confirm }) => Confirm), { onFail: fail });
/** Has it here. */
export const { preload: preloadConfirm } = Confirm;

export const ConfirmHost = () => (asked.value ? <Confirm {...asked.value} /> : null);
