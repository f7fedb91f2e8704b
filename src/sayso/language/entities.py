"""Named entities as spaCy's recogniser finds them, decided for all tokens at once instead of one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sayso.language.convolution import Convolution, is_convolution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc
    from thinc.api import Model

    from sayso.language.convolution import Floats


class Entities:
    """Does what an entity recogniser does that decides greedily, from left to right.

    What it may look at are three tokens: the one to decide on and, within an entity, its first and the one before.
    Outside an entity nothing hangs on what was decided before, so that is worked out for all tokens together; then
    each entity that may begin is followed to its end.

    Source: the transition system BILUO of `spacy.TransitionBasedParser.v2` with state_type "ner".

    Args:
        recogniser: the recogniser; `is_greedy` tells whether it is one of this kind.
    """

    def __init__(self, recogniser: EntityRecognizer) -> None:
        self._recogniser = recogniser
        tokens, self._lower, upper = recogniser.model.layers
        convolution, _, self._narrowed = tokens.layers
        self._convolution = Convolution(convolution)
        self._gemm = recogniser.model.ops.gemm
        self._bias: Floats = self._lower.get_param("b")
        self._weights: Floats = upper.get_param("W")
        self._shift: Floats = upper.get_param("b")
        moves = _moves(recogniser)
        outside = [at for at, move in enumerate(moves) if move[0] in "BUO" and move != "U-"]
        self._outside = [moves[at] for at in outside]
        self._outside_weights, self._outside_shift = self._weights[outside], self._shift[outside]
        self._begins = np.array([move[0] == "B" for move in self._outside])
        self._units = np.array([move[0] == "U" for move in self._outside])
        labels = [move[2:] for move in self._outside]
        at = {move: number for number, move in enumerate(moves)}
        # for a move that begins an entity, those that go on and that end it
        self._on = np.array([at.get(f"I-{label}", 0) for label in labels])
        self._last = np.array([at.get(f"L-{label}", 0) for label in labels])

    def __call__(self, doc: Doc) -> Doc:
        """Sets the entities of a text that has none yet."""
        from spacy.tokens import Span

        if not len(doc) or doc.has_annotation("ENT_IOB"):
            return cast("Doc", self._recogniser(doc))
        found = [Span(doc, start, end, label=label) for start, end, label in self._find(doc)]
        doc.set_ents(found, default="outside")
        return doc

    def _find(self, doc: Doc) -> Iterator[tuple[int, int, str]]:
        """First token, the token after the last, and label of each entity."""
        features = self._lower.predict(self._narrowed.predict(self._convolution(doc)))
        padding, features = features[0], features[1:]
        begun, space = (doc.to_array(["SENT_START", "IS_SPACE"]) == 1).T
        # no entity goes on past the last token, or into a sentence that is known to begin
        halts = np.append(begun[1:], True)
        decided = self._decide_outside(features[:, 0] + padding[1] + padding[2], halts, space)
        ends = self._follow(features, decided, halts)
        at = 0
        for start in np.flatnonzero(self._begins[decided] | self._units[decided]).tolist():
            if start >= at:
                at = ends.get(start, start) + 1
                yield start, at, self._outside[decided[start]][2:]

    def _decide_outside(self, features: Floats, halts: NDArray[np.bool_], space: NDArray[np.bool_]) -> NDArray[np.intp]:
        """For each token the best move where no entity is open, as a number into the moves that there are then."""
        scores = self._scores(features, self._outside_weights, self._outside_shift)
        scores[np.ix_(halts | space, self._begins)] = -np.inf
        scores[np.ix_(space, self._units)] = -np.inf
        best: NDArray[np.intp] = scores.argmax(axis=1)
        return best

    def _follow(self, features: Floats, decided: NDArray[np.intp], halts: NDArray[np.bool_]) -> dict[int, int]:
        """The last token of each entity that begins, by its first; some lie within others."""
        ends: dict[int, int] = {}
        starts = np.flatnonzero(self._begins[decided])
        last = starts + 1
        while len(starts):
            scores = self._scores(
                features[last, 0] + features[starts, 1] + features[last - 1, 2], self._weights, self._shift
            )
            rows, move = np.arange(len(starts)), decided[starts]
            over = halts[last] | (scores[rows, self._last[move]] > scores[rows, self._on[move]])
            ends.update(zip(starts[over].tolist(), last[over].tolist(), strict=True))
            starts, last = starts[~over], last[~over] + 1
        return ends

    def _scores(self, features: Floats, weights: Floats, shift: Floats) -> Floats:
        pieces = features + self._bias
        scores: Floats = self._gemm(np.maximum(pieces[..., 0], pieces[..., 1]), weights, trans2=True)
        scores += shift
        return scores


def is_greedy(recogniser: Any) -> bool:
    """Whether a component is a recogniser as `Entities` takes it to be."""
    from spacy.pipeline import EntityRecognizer

    if type(recogniser) is not EntityRecognizer or recogniser.cfg.get("beam_width") != 1:
        return False
    model = recogniser.model
    moves = _moves(recogniser)
    labels = [move[2:] for move in moves if move.startswith("B-")]
    return (
        model.name == "parser_model"
        and bool(model.attrs.get("has_upper"))
        and not model.attrs.get("unseen_classes")
        and _sees_three(model)
        # of equally good moves the first counts
        and moves == [*(f"{kind}-{label}" for kind in "BILU" for label in labels), "U-", "O"]
    )


def _sees_three(model: Model[Any, Any]) -> bool:
    tokens, lower, upper = model.layers
    return (
        [layer.name for layer in tokens.layers[1:]] == ["list2array", "linear"]
        and is_convolution(tokens.layers[0])
        and (lower.name, lower.maybe_get_dim("nF"), lower.maybe_get_dim("nP")) == ("precomputable_affine", 3, 2)
        and upper.name == "linear"
    )


def _moves(recogniser: EntityRecognizer) -> list[str]:
    return [recogniser.moves.get_class_name(number) for number in range(recogniser.moves.n_moves)]
