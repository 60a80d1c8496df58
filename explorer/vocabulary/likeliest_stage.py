"""The likeliest stage of a word that is not known, offered first where a person is asked."""

import re
from collections.abc import Collection

from explorer.vocabulary.stage_words import fold_word
from explorer.vocabulary.stages import Stage

_COMMONEST = (Stage.N2, Stage.W, Stage.REM, Stage.N3, Stage.N1)
_LIKELY = (
    (r"unk|unsc|undef|invalid|^no(?!n|r)|miss|arte?f|^mov|^mt|\?|end|start|skip", Stage.UNSCORED),
    (r"wak|wach|^w|awak|vigil|evei|veil|despi|svegl|^aw", Stage.W),
    (r"[34]|deep|tief|sws|slow|delta|prof|iii", Stage.N3),
    (r"2|light|leicht|spind|ii", Stage.N2),
    (r"1|drows|doz|trans", Stage.N1),
    (r"nrem|nonrem|non-rem|nr$", Stage.N2),
    (r"^r|rem|para|dream|traum|phasic|tonic", Stage.REM),
)
"""What a word that is not known may mean, by how it is spelt; the first that fits."""


def likeliest_stage(word: str, known: Collection[Stage] = ()) -> Stage:
    """Guess, for a question and never for a reading, which stage a word that is not known may mean.

    Parameters
    ----------
    word : str
    known : collection of Stage
        Those that other words of the file mean already.

    Returns
    -------
    Stage
        By a digit or by how the word begins; else the commonest stage that the file lacks;
        ``UNSCORED`` where nothing speaks for any.

    Examples
    --------
    >>> [likeliest_stage(word).name for word in ("WK", "NREM-X", "Tiefschl.", "st2b", "???")]
    ['W', 'N2', 'N3', 'N2', 'UNSCORED']
    >>> likeliest_stage("zzz", [Stage.W, Stage.N1, Stage.N3, Stage.REM]).name
    'N2'
    """
    folded = fold_word(word)
    # A bare number is a code of some coding: what its digit says depends on the others.
    if not re.fullmatch(r"[-+]?\d+", folded):
        for pattern, stage in _LIKELY:
            if re.search(pattern, folded):
                return stage
    lacking = [stage for stage in _COMMONEST if stage not in known]
    spelt = bool(re.search(r"[^\W\d_]", folded)) or folded.isdecimal()
    return lacking[0] if spelt and known and lacking else Stage.UNSCORED
