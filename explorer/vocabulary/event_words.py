"""Words for scored events, in the spellings and languages of scorers' files."""

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType

from explorer.vocabulary.event_kinds import AROUSALS
from explorer.vocabulary.event_kinds import EventKind as K
from explorer.vocabulary.free_notes import is_free_note

_LONGEST = 9
"""Words that a mark's name has at most; what is longer is a sentence of somebody's."""
_NOT = re.compile(
    r"(^|\s)(no|not|non|none|without|removed?|deleted?|kein\w*|ohne|nicht|pas|sans|sin(?=\s\w)|"
    r"senza|sem|geen|zonder|utan|ingen|brak|bez|нет|без|end of|fin de|ende|index|indices|count|"
    r"number of|anzahl|nombre de|possible|suspected|unsure|questionable|doubtful|uncertain|"
    r"fraglich\w*|verdacht|douteu\w*|dudos\w*)\s|(?<=\w)\s?\?+\s|^[无無](?!呼吸)|なし\s*$"
)
# What stands after a mark and denies another thing: "hypopnea without arousal".
_LACKS = re.compile(
    r"(?<=\S)\s(without|with no|no|not (assoc|follow|relat|with)\w*|kein\w*|ohne|pas de|sans|sin|"
    r"senza|sem|geen|zonder|utan|uten|uden|ingen|bez|без)\s+(?=[^\W\d]).*$"
)
# An adjective that tells a mark from others, and denies no mark: "non-periodic limb movement".
_OTHER_THAN = re.compile(
    r"\bnon ?(period\w*|plms?|resp\w*|n?rem|specific|obstr\w*|central|isolated)\s+(?=\S)"
)
_AFTER_AN_AROUSAL = re.compile(r"\b(post|after|following|nach|apres)\s?(eeg )?arousals?\b")
# A mark, and that an arousal goes with it: "Hypopnea + arousal", "LM and arousal".
_AND_AN_AROUSAL = re.compile(
    r"^(.*\S)\s*(?:[+&/;,(\[]|\s(?:and|und|et|y|e|og|och|en|or|oder|ou|и)(?=\s))\s*"
    r"(?:(?:with|w/?|mit|avec|an?|eeg|cortical)\s+)*(?=m[iy][ck]ro|arous)",
    re.IGNORECASE,
)
_ARTEFACT = re.compile(r"art[ei]fa[ck]t|artefat|artefakt|артефакт|伪[迹差]|アーチファクト|아티팩트")
_HYPOPNOEA = re.compile(r"h[yi]popno?e|\bipopn|hypopn|hypapn|гипопно|低通气|低通氣|低呼吸|저호흡")
_APNOEA = re.compile(
    r"apno?e|bezdech|atemausse|\bapn[eé]|\bapnoia|\bapn\b|апно|呼吸暂停|呼吸暫停|无呼吸|無呼吸|무호흡|"
    r"^(oa|ca|ma|osa|csa|msa)$|^ap? (obst|cent|mixt|mist)"
)
_RERA = re.compile(
    r"\breras?\b|respiratory effort related|atmungsbedingte anstrengung|呼吸努力相关|"
    r"呼吸努力関連|호흡노력"
)
_AROUSAL = re.compile(
    r"arousal|\barous|\baros\b|mi[ck]ro ?eveil|mi[ck]ro ?reveil|mi[ck]ro ?despert|"
    r"mi[ck]ro ?risvegl|"
    r"weckreakt|aufwachreakt|mikroerwach|mikrowach|wekreactie|mi[ck]ro ?wybudz|wybudzenie|"
    r"микропробужд|микроактивац|активац|реакци\w* пробужд|微觉醒|微覺醒|觉醒反应|覚醒反応|微小覚醒|"
    r"각성|reaction d eveil|eveil cortical|havahtumi"
)
_DESATURATION = re.compile(
    r"des?sat|entsattig|sattigungsabfall|de?saturac|десатур|血氧下降|氧减|氧減|去饱和|饱和度下降|"
    r"酸素飽和度低下|脱飽和|산소포화도 ?저하|불포화|(spo2|sao2|o2|sat\w*) (drop|abfall|fall|dip)"
)
_PLM = re.compile(
    r"\bplm[sw]?e?\b|\bmpj\b|\bpbb\b|\bmpp\b|\bmpe\b|plms?\d*$|"
    r"period\w* .*(limb|leg|bein|jamb|membre|piern|extremid|gamb|arti|pern|been|nog|konczyn)|"
    r"(limb|leg|beinbewegung\w*|jamb\w*|membr\w*|piern\w*|extremid\w*|gamb\w*|arti|pern\w*|"
    r"beenbeweging\w*) .*period|mouvements? .*period\w*|periodicke|периодич\w* движ|"
    r"周期性(肢|腿)|周期性四肢|주기성 ?사지|periodic(leg|limb)"
)
_LIMB = re.compile(
    r"\b[lr]?lms?\b|\blma\b|\bmj\b|\bimj\b|(limb|leg)s? ?(movement|mvt|move|kick|event|jerk)|"
    r"(limb|leg)(movement)|beinbeweg|extremitatenbeweg|"
    r"(mouvement|mvt)s? (de )?(la |des |d )?(jambe|membre)|"
    r"movimientos? (de )?(las? )?(pierna|extremid|miembro)|"
    r"moviment[oi] (de[ilgeas]* )?(gamb|art[io]|pern|membro)|beenbeweg|benrorelse|"
    r"benbeveg|benbevaeg|ruchy? (konczyn|nog)|"
    r"движени\w* (ног|конеч)|"
    r"肢体运动|肢體運動|肢动|肢動|腿动|腿動|下肢運動|四肢運動|다리 ?움직임|사지 ?운동"
)
_SNORE = re.compile(
    r"snor(e|ing)|\bsnor\b|schnarch|ronfl|ronqui|\bronco|\bronca|russa|snurk|snark|snork|chrap|храп|"
    r"打鼾|鼾声|鼾聲|いびき|코골이|kuorsa|horla"
)
_POSITION = MappingProxyType(
    {
        K.SUPINE: (
            "supine back ruckenlage rucken dos dorsal decubitodorsal supino supina supin "
            "ruglig rug rygg ryg plecy наспине спина 仰卧 仰臥 仰臥位 양와위 앙와위 "
            "decubitusdorsal bocaarriba schiena onback"
        ),
        K.PRONE: (
            "prone front bauchlage bauch ventre ventral decubitoventral prono prona buiklig "
            "stomach belly mage brzuch наживоте живот 俯卧 俯臥 腹臥位 복와위 decubitusventral "
            "bocaabajo pancia onfront"
        ),
        K.LEFT: (
            "left linkslage links linkeseitenlage linkeseite gauche izquierda izquierdo "
            "sinistra sinistro esquerda esquerdo linkerzij vanster venstre lewa lewybok "
            "decubitoizquierdo decubitogauche налевомбоку левыйбок "
            "左侧 左側 左側臥位 좌측와위 leftside onleft leftlateral"
        ),
        K.RIGHT: (
            "right rechtslage rechts rechteseitenlage rechteseite droite derecha derecho destra "
            "destro direita direito rechterzij hoger hoyre hojre prawa prawybok "
            "decubitoderecho decubitodroit направомбоку правыйбок "
            "右侧 右側 右側臥位 우측와위 rightside onright rightlateral"
        ),
        K.UPRIGHT: (
            "upright sitting standing stand sit aufrecht sitzend stehend debout assis erguido "
            "sentado depie inpiedi seduto rechtop zittend sittande uppratt staende siedzaca "
            "сидя стоя 坐位 立位 坐姿 직립 좌위"
        ),
    }
)
_LIES = MappingProxyType(
    {word: kind for kind, words in _POSITION.items() for word in words.split()}
)
_POSITION_HEAD = re.compile(
    r"^(body ?|sleep(ing)? )?(posture|pos(ition)?|lage|korperlage|korperposition|posicion|"
    r"posizione|posicao|houding|lichaamshouding|положение( тела)?|体位|體位|자세)\s*"
)
_LIES_ON = re.compile(r"^(lying|lies)?(on)?(the)?(?=[a-z]{4})|(body|sleep)?(position|posture)$")

_OBSTRUCTIVE = re.compile(r"obst|ostrut|obs\b|oa\b|\bosa\b|обстр|阻塞|閉塞|폐쇄")
_CENTRAL = re.compile(r"[cz]entr|\bcent|\bca\b|zentr|csa|централ|中枢|中樞|중추")
_MIXED = re.compile(r"mix|misch|\bmist|\bma\b|\bmsa\b|blandad|blandet|gemengd|miesz|смеш|混合|혼합")
_BREATH = re.compile(
    r"resp|atm|atem|apn|hypop|breath|snor|schnarch|ronfl|\bresp?\b|adem|oddech|дыха|респир|呼吸|호흡|"
    r"\brdi\b|flow"
)
_LIMB_CAUSE = re.compile(
    r"limb|leg\b|legs\b|\blm|plm|bein|jamb|membre|piern|gamb|pern|been\b|konczyn|конеч|ног|肢|腿|사지|다리"
)
_SPONTANEOUS = re.compile(r"spon|спонт|自发|自發|自発|자발")
_EXTERNAL = re.compile(r"extern|noise|larm|bruit|ruido|rumore|внешн|外部|외부")

_OTHERS: tuple[tuple[K, re.Pattern[str]], ...] = (
    (
        K.PERIODIC_BREATHING,
        re.compile(
            r"cheyne|period\w* (breath|atm|resp)|periodicbreath|\bcsb\b|"
            r"чейн|潮式呼吸|周期性呼吸|체인"
        ),
    ),
    (K.HYPOVENTILATION, re.compile(r"h[yi]poventil|ipoventil|гиповентил|通气不足|低換気|저환기")),
    (
        K.FLOW_LIMITATION,
        re.compile(
            r"flow ?limit|limitation (de )?debit|flusslimit|limitacion (de )?"
            r"flujo|limitazione (di )?flusso|气流受限"
        ),
    ),
    (K.SNORE, _SNORE),
    (K.BRUXISM, re.compile(r"brux|zahneknirsch|grincement|бруксизм|磨牙|歯ぎしり|이갈이|\brmma\b")),
    (K.BRADYCARDIA, re.compile(r"brad[yi][ck]ard|брадикард|心动过缓|心動過緩|徐脈|서맥")),
    (
        K.TACHYCARDIA,
        re.compile(r"ta[ck]h?[yi][ck]ard|taquicard|тахикард|心动过速|心動過速|頻脈|빈맥"),
    ),
    (K.ASYSTOLE, re.compile(r"as[yi]stol|асистол|心搏停止|심정지")),
    (
        K.ARRHYTHMIA,
        re.compile(
            r"ar+h?[yi]th?m|rhythmusstor|fibrillat|extrasystol|аритм|心律|"
            r"不整脈|부정맥"
        ),
    ),
)


def event_kind(word: str) -> K | None:
    """Say which kind of scored event a file's own words mean.

    Parameters
    ----------
    word : str
        As the file has it: Compumedics' and the NSRR's names, EDF+ annotations, RemLogic's and
        DOMINO's, Philips', Noxturnal's, Luna's and BIDS' classes, with HED's tags.

    Returns
    -------
    EventKind or None
        None if it is no kind that indices count, or is a sentence. What follows a mark
        ("hypopnea with arousal") does not change what is marked; what explains an arousal
        ("arousal (respiratory)") tells its cause.

    Examples
    --------
    >>> [str(event_kind(word)) for word in ("Obstructive Apnea", "APNEA-CENTRAL", "A. Mixte")]
    ['obstructive apnoea', 'central apnoea', 'mixed apnoea']
    >>> [str(event_kind(word)) for word in ("Micro-éveil", "MJ", "Entsättigung", "Hypopnoe")]
    ['arousal', 'limb movement', 'desaturation', 'hypopnoea']
    >>> event_kind("Arousal (ARO RES)"), event_kind("SpO2 artifact").name, event_kind("Lights off")
    (<EventKind.AROUSAL_RESPIRATORY: 'respiratory arousal'>, 'ARTEFACT', None)
    """
    return _read(word)


def names_event_in_a_note(word: str) -> bool:
    """Whether words name a kind of event in a sentence about it, and so mark none.

    Examples
    --------
    >>> [names_event_in_a_note(word) for word in ("Tech in room re: arousal", "Arousal", "Lunch")]
    [True, False, False]
    """
    text = _plain(word)
    long = len(text.split()) > _LONGEST
    return (long or is_free_note(text)) and _marked(text) is not None


@lru_cache(maxsize=4096)
def _read(word: str) -> K | None:
    # "Obstructive apnea|Obstructive Apnea", of the NSRR: its concept, and the scorer's own name.
    for part in [word, *word.split("|")] if "|" in word else [word]:
        if part.strip() and (kind := _kind(_plain(part))) is not None:
            head = _AND_AN_AROUSAL.match(part.replace("_", " "))
            if head and kind in AROUSALS and not _AROUSAL.search(_plain(head[1])):
                return _kind(_plain(head[1])) or kind
            return kind
    return None


def _plain(word: str) -> str:
    """Lower case without accents; camel case and every mark between words made spaces."""
    text = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z][a-zà-ÿ])", " ", word)
    text = unicodedata.normalize("NFKC", text).casefold()
    letters: list[str] = []
    for letter in unicodedata.normalize("NFD", text.replace("ł", "l").replace("ø", "o")):
        if not (unicodedata.combining(letter) and letters and letters[-1].isascii()):
            letters.append(letter)
    text = unicodedata.normalize("NFC", "".join(letters))
    text = re.sub(r"^(sdo|sleep|nsrr|aasm)\s*[:/]\s*|\bfinding$|\bevents?$", " ", text)
    return re.sub(r"[\s_\-\u2010-\u2014/:;,.()\[\]{}<>|+&=*\"'\u2019]+", " ", text).strip()


def _kind(text: str) -> K | None:
    if not text or len(text.split()) > _LONGEST:
        return None
    if is_free_note(text):
        return None
    text = _AFTER_AN_AROUSAL.sub(" ", _OTHER_THAN.sub("", _LACKS.sub("", text))).strip()
    if _NOT.search(f"{text} "):
        return None
    position = _POSITION_HEAD.match(text)
    lies = re.sub(r"\s", "", text[position.end() :] if position else text)
    lies = _LIES_ON.sub("", lies)
    if lies in _LIES:
        return _LIES[lies]
    # "Position changed" says no kind, "positional apnea" does.
    if position and not text[len(position[0].rstrip()) :][:1].isalpha():
        return None
    if _ARTEFACT.search(text):
        return K.ARTEFACT
    return _marked(text)


def _marked(text: str) -> K | None:
    if _RERA.search(text):
        return K.RERA
    arousal = _AROUSAL.search(text)
    found = [
        (match.start(), kind)
        for pattern, kind in ((_HYPOPNOEA, K.HYPOPNOEA), (_APNOEA, K.APNOEA))
        if (match := pattern.search(text))
    ][:1]
    movement = _PLM.search(text) or _LIMB.search(text)
    saturation = _DESATURATION.search(text)
    # Of an arousal and what it goes with, the head of the phrase is what was marked: the first of
    # "hypopnea with arousal", the last of "apnea arousal".
    if arousal and not re.search(
        r"\b(with|w|mit|avec|con|med|met|com|и|\u0441)\b.*$", text[: arousal.start()]
    ):
        return _arousal(text)
    if found:
        return _breath(text, found[0][1])
    if saturation:
        return K.DESATURATION
    if movement:
        return K.PLM if _PLM.search(text) else K.LIMB_MOVEMENT
    return next((kind for kind, pattern in _OTHERS if pattern.search(text)), None)


def _arousal(text: str) -> K:
    rest = _AROUSAL.sub(" ", text)
    for kind, pattern in (
        (K.AROUSAL_SPONTANEOUS, _SPONTANEOUS),
        (K.AROUSAL_LIMB, _LIMB_CAUSE),
        (K.AROUSAL_RESPIRATORY, _BREATH),
        (K.AROUSAL_EXTERNAL, _EXTERNAL),
    ):
        if pattern.search(rest):
            return kind
    return K.AROUSAL


def _breath(text: str, kind: K) -> K:
    typed = (
        (_MIXED, K.MIXED_APNOEA, K.MIXED_HYPOPNOEA),
        (_CENTRAL, K.CENTRAL_APNOEA, K.CENTRAL_HYPOPNOEA),
        (_OBSTRUCTIVE, K.OBSTRUCTIVE_APNOEA, K.OBSTRUCTIVE_HYPOPNOEA),
    )
    for pattern, apnoea, hypopnoea in typed:
        if pattern.search(text):
            return apnoea if kind == K.APNOEA else hypopnoea
    return kind
