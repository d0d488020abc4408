import { useEffect, useRef, useState } from "react";
import type { Connection } from "~/contract/connection";
import { revealTerms, type RevealTerms } from "~/contract/reveal";
import type { StoryImage } from "~/contract/story";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { WithName } from "~/ui/PersonName";
import { RadioChoices } from "~/ui/RadioChoices";
import { ChangeForm } from "./ChangeForm";

interface Props {
  connection: Connection;
  image: StoryImage;
  onCancel: () => void;
}

/** A press that comes sooner was meant for what stood there before. */
const settlesMs = 500;

/**
 * The original as the other will see it, and for how long: only once it has loaded can it be revealed. Then it is asked once
 * more, in words that name the person and the terms, so that no slip reveals anything.
 */
export function RevealPreview({ connection, image, onCancel }: Props) {
  const [isLoaded, setIsLoaded] = useState(false);
  const [terms, setTerms] = useState<RevealTerms>("until_taken_back");
  const [isAsked, setIsAsked] = useState(false);
  const { display_name: name } = connection.other;
  return (
    <>
      <Lead
        key={String(isAsked)}
        name={name}
        sentence={isAsked ? chatText.sure[terms](name) : chatText.willSee(name)}
      />
      <img
        src={image.original_url}
        alt={image.alt}
        width={image.width}
        height={image.height}
        onLoad={() => setIsLoaded(true)}
        className="h-auto max-h-[60dvh] w-full rounded-photo bg-sunk object-contain"
      />
      {!isAsked && <TermsChoice chosen={terms} onChoose={setTerms} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={isAsked ? () => setIsAsked(false) : onCancel}>
          {isAsked ? chatText.goBack : chatText.keepCovered}
        </Button>
        {isAsked ? (
          <Confirm {...{ connection, image, terms }} />
        ) : (
          <Button disabled={!isLoaded} onClick={() => setIsAsked(true)}>
            {chatText.goOn}
          </Button>
        )}
      </div>
    </>
  );
}

/** For how long the other may see the original. */
function TermsChoice({ chosen, onChoose }: { chosen: RevealTerms; onChoose: (terms: RevealTerms) => void }) {
  return (
    <RadioChoices
      legend={chatText.termsLegend}
      name="terms"
      values={revealTerms}
      chosen={chosen}
      onChoose={onChoose}
      textOf={(each) => ({ label: chatText.terms[each].name, hint: chatText.terms[each].hint })}
    />
  );
}

function Confirm({ connection, image, terms }: Pick<Props, "connection" | "image"> & { terms: RevealTerms }) {
  const { display_name: name } = connection.other;
  const [isSettled, setIsSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSettled(true), settlesMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <ChangeForm {...{ connection, image, terms }} act="reveal" isDisabled={!isSettled}>
      <span>
        <WithName name={name}>{chatText.revealTo(name)}</WithName>
      </span>
    </ChangeForm>
  );
}

/** It takes the focus, so that a screen reader begins with what is asked. */
function Lead({ name, sentence }: { name: string; sentence: string }) {
  const lead = useRef<HTMLParagraphElement>(null);
  useEffect(() => lead.current?.focus(), []);
  return (
    <p ref={lead} tabIndex={-1} className="font-medium outline-none">
      <WithName name={name}>{sentence}</WithName>
    </p>
  );
}
