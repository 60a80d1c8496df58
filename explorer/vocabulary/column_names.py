"""Names of the columns of scorers' tables, in the languages and spellings of their exports."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from explorer.vocabulary.run_headings import PLURALS, from_and_to, part_of_a_run
from explorer.vocabulary.stage_words import fold_word


class Role(StrEnum):
    """What a column of a scorer's table holds."""

    ONSET = "onset"
    END = "end"
    DURATION = "duration"
    DATE = "date"
    EPOCH = "epoch number"
    FIRST_EPOCH = "first epoch"
    LAST_EPOCH = "last epoch"
    EPOCH_COUNT = "number of epochs"
    STAGE = "stages"
    EVENT = "events"
    CHANNEL = "channel"
    SCORER = "scorer"
    SUBJECT = "subject"
    NIGHT = "night"


_NAMES: Mapping[Role, str] = {
    Role.ONSET: """
        onset onsets start starts starttime starttimes begin begins beginning begintime time times
        timestamp timestamps datetime dateandtime clock clocktime timeofday walltime from
        t tstart elapsed elapsedtime recordingtime relativetime startdatetime
        beginn anfang startzeit zeit zeitpunkt uhrzeit zeitstempel startpunkt
        debut heurededebut heuredebut heure temps horodatage tempsdebut
        inicio comienzo hora horainicio horadeinicio tiempo horario tempo
        inizio ora orainizio oradiinizio orario aanvang begintijd starttijd tijd tijdstip
        tid starttid klokkeslett klockslag alku aika czas poczatek zaman baslangic
        начало время времяначала 开始 开始时间 开始时刻 时间 时刻 開始 開始時間 開始時刻 時間 時刻
        시작 시작시간 시간
    """,
    Role.END: """
        end ends ending endtime stop stops stoptime offset until to tend enddatetime
        ende endzeit bis fin heuredefin heurefin horafin horadefin final fine orafine oradifine fim
        horafim eind eindtijd einde slut sluttid loppu koniec конец времяокончания
        结束 结束时间 终止 終了 終了時間 終了時刻 종료 종료시간
    """,
    Role.DURATION: """
        duration durations dur length lengths span lasting epochlength epochduration stageduration
        dauer lange duree longueur duracion longitud durata lunghezza duracao duur lengte
        varaktighet varighed varighet kesto sure czastrwania
        длительность продолжительность 持续时间 时长 期间 期間 継続時間 長さ 지속시간 길이 기간
    """,
    Role.DATE: """
        date dates day calendardate datum tag fecha dia jour giorno dato data paivays tarih
        дата 日期 日付 날짜
    """,
    Role.EPOCH: """
        epoch epochs epochno epochnr epochnum epochnumber epochid epochindex epochidx
        window windowno segment segmentno index idx i no nr num number n row rownumber unnamed0
        epoche epochen epochennummer epochennr epochenr epoque numeroepoque epoca numeroepoca
        numerodeepoca epocanumero epok epoke epokki tijdvak эпоха номерэпохи
        时段 帧 帧号 序号 エポック エポック番号 番号 에포크 에포크번호 번호
    """,
    Role.STAGE: """
        stage stages staging sleepstage sleepstages sleepstaging hypnogram hypno sleepstate
        sleepscore score scoring scoredstage state stg slpstg phase sleepphase epochstage
        ystage prediction predictions predicted pred predictedstage
        stadium stadien schlafstadium schlafstadien schlafphase schlafphasen hypnogramm
        stade stades stadedesommeil stadesommeil phasedesommeil hypnogramme
        estadio estadios fase fases fasedesueno fasesueno estadiodesueno hipnograma
        stadio stadi fasedelsonno fasesonno stadiodelsonno ipnogramma
        estagio estagios estagiodosono fasedosono slaapstadium slaapfase
        somnstadium sovnstadie sovnstadium univaihe fazasnu stadiumsnu uykuevresi
        стадия стадиясна фазасна 睡眠阶段 睡眠分期 分期 睡眠期 睡眠段階 睡眠ステージ ステージ
        수면단계 단계
    """,
    Role.EVENT: """
        trialtype event events eventtype eventname description descriptions label labels annotation
        annotations class type name text marker markers comment code value
        ereignis ereignisse ereignistyp markierung beschreibung kommentar anmerkung
        evenement evenements commentaire etiquette typeevenement
        evento eventos eventi descripcion descrizione descricao anotacion annotazione anotacao
        etiqueta etichetta gebeurtenis beschrijving opmerking handelse haendelse hendelse
        tapahtuma zdarzenie событие описание аннотация
        事件 注释 描述 标签 イベント 注釈 이벤트
    """,
    Role.CHANNEL: """
        channel channels location signal signals linkedchannel linkedchannels electrode lead site
        kanal kanale canal canaux canale canali kanaal канал 通道 チャンネル チャネル 채널
    """,
    Role.SCORER: """
        scorer scorers annotator annotators rater raters reader readers technician technologist
        tech expert scoredby scorername annotatedby observer coder grader
        auswerter scoreur evaluateur annotateur evaluador anotador puntuador valutatore
        avaliador beoordelaar scoorder bedommare оценщик эксперт 评分者 判读者 标注者 判定者 評価者
        판독자
    """,
    Role.SUBJECT: """
        subject subjects subj sub participant participants patient patients person individual id pid
        sid ppt nsrrid mrn animal mouse rat proband probandin versuchsperson vp vpn
        sujet sujeto sujeito paziente soggetto paciente participante partecipante
        deelnemer potilas pacjent hasta пациент испытуемый 被试 受试者 患者 被験者 환자 피험자
    """,
    Role.NIGHT: """
        nightdate nightof sessiondate
        night nights session sessions ses visit recording recordings study file filename record
        nacht nachte sitzung nuit seance noche sesion notte sessione noite sessao sessie natt nat yo
        noc ночь 夜 夜晚 第几晚 밤
    """,
}
_RUN_ROLES = MappingProxyType(
    {"first": Role.FIRST_EPOCH, "last": Role.LAST_EPOCH, "count": Role.EPOCH_COUNT}
)
_ROLES: Mapping[str, Role] = MappingProxyType(
    {name: role for role, names in _NAMES.items() for name in names.split()}
)
_UNITS: Mapping[float, str] = {
    1.0: "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondi "
    "secondo sekunder сек 秒 초 seconden",
    0.001: "ms msec msecs millisecond milliseconds millisekunden мс 毫秒 ミリ秒",
    1e-6: "us usec microseconds",
    60.0: "min mins minute minutes minuten minuto minutos minuti minuter мин 分 分钟 분",
    3600.0: "h hr hrs hour hours std stunde stunden heures hora horas ore uur 小时 시간 ч",
}
_SECONDS: Mapping[str, float] = MappingProxyType(
    {word: seconds for seconds, words in _UNITS.items() for word in words.split()}
)
_SAMPLES = frozenset(("samples", "sample", "samp", "datapoints"))
_BRACKETS = re.compile(r"[\[({<]([^\])}>]*)[\])}>]")
# Words before or after a name that leave what it names.
_BEFORE = re.compile(
    r"^(epoch|event|recording|sleep|annotation|stage|actual|absolute|local|real|study|the)(?=.{3})"
)
_AFTER = re.compile(r"(id|no|nr|number|num|name|code|label|utc|local|relative|absolute)$")
_LOOKS: Mapping[Role, re.Pattern[str]] = {
    Role.STAGE: re.compile(r"stage|stadi|hypno|schlaf|sleep(?!er)|estad|staging"),
    Role.DURATION: re.compile(r"durat|dauer|length|duree"),
    Role.ONSET: re.compile(r"time(?!s)|onset|start|begin|zeit|clock|heure|hora(?!s)"),
    Role.SCORER: re.compile(r"scorer|rater|annotat|reader|technic|expert"),
    Role.SUBJECT: re.compile(r"subj|patient|particip|proband"),
    Role.NIGHT: re.compile(r"night|session|nacht|visit"),
    Role.EPOCH: re.compile(r"epoch"),
}


@dataclass(frozen=True)
class ColumnName:
    """What a column's name says."""

    role: Role | None
    unit: float | None = None
    """s; None where it gives none."""
    in_samples: bool = False
    exact: bool = True
    """Whether it is a name that we know, and not only like one."""


def read_column_name(name: str) -> ColumnName:
    """Say what a column holds by its name.

    Parameters
    ----------
    name : str
        As the file has it, in any case, with or without a unit.

    Returns
    -------
    ColumnName

    Examples
    --------
    >>> read_column_name("Duration (seconds)").role.value, read_column_name("dur_min").unit
    ('duration', 60.0)
    >>> read_column_name("Schlafstadium").role.value, read_column_name("Epoch #").role.value
    ('stages', 'epoch number')
    """
    plain, unit, in_samples = _without_unit(name)
    folded = re.sub(r"[#№°*/\\|?]+", "", fold_word(plain))
    role = _ROLES.get(folded)
    if role is None and (part := part_of_a_run(folded)):
        if unit is None and not in_samples:
            return ColumnName(_RUN_ROLES[part])
        # With a unit of time they are times.
        times = {"first": Role.ONSET, "last": Role.END, "count": Role.DURATION}
        return ColumnName(times[part], unit, in_samples)
    if len(folded) > 2 and folded in _SECONDS:
        return ColumnName(Role.ONSET, _SECONDS[folded])
    if role is None:
        shorter = _BEFORE.sub("", folded)
        trimmed = _AFTER.sub("", shorter)
        role = next((_ROLES[one] for one in (shorter, trimmed) if one in _ROLES), None)
        if role is None and (kept := _AFTER.sub("", folded)) in _ROLES:
            role = _ROLES[kept]
    if role is not None:
        return ColumnName(role, unit, in_samples)
    like = next((one for one, pattern in _LOOKS.items() if pattern.search(folded)), None)
    return ColumnName(like, unit, in_samples, exact=False)


def is_plural_of_epochs(name: str) -> bool:
    """Whether a heading may say how many epochs as well as which.

    Examples
    --------
    >>> is_plural_of_epochs("Epochs"), is_plural_of_epochs("Epoch")
    (True, False)
    """
    return fold_word(_without_unit(name)[0]) in PLURALS


def paired_roles(names: Iterable[str]) -> dict[int, Role]:
    """Roles of two headings that say from and to, by their places, in many languages.

    Parameters
    ----------
    names : iterable of str
        All headings of the table: of two that are no pair, as "a" alone, nothing is said.

    Examples
    --------
    >>> [role.value for role in paired_roles(["von", "bis", "Stadium"]).values()]
    ['onset', 'end']
    >>> paired_roles(["a", "b", "stage"])
    {}
    """
    found = from_and_to([_without_unit(name)[0] for name in names])
    return {} if found is None else {found[0]: Role.ONSET, found[1]: Role.END}


def check_headings(source: object, names: Iterable[str]) -> None:
    """Refuse a table of which two columns have one name: which of them counts cannot be told.

    Parameters
    ----------
    source : object
        What it is called in errors.
    names : iterable of str
        Empty ones may come again.

    Raises
    ------
    ValueError
        If one comes twice, whatever its capitals.

    Examples
    --------
    >>> check_headings("night.csv", ["onset", "stage", "Stage"])
    Traceback (most recent call last):
    ValueError: night.csv: columns 2 and 3 are both headed 'Stage', and which counts cannot be \
told; rename or delete one
    """
    places: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        folded = name.strip().casefold()
        if folded and folded in places:
            raise ValueError(
                f"{source}: columns {places[folded]} and {place} are both headed {name.strip()!r}, "
                "and which counts cannot be told; rename or delete one"
            )
        places[folded] = place


def read_unit(text: str) -> float | None:
    """Read a unit of time, in s; None where it is none.

    Examples
    --------
    >>> read_unit("[min]"), read_unit("Sekunden"), read_unit("hh:mm:ss")
    (60.0, 1.0, None)
    """
    return _SECONDS.get(fold_word(text))


def _without_unit(name: str) -> tuple[str, float | None, bool]:
    """Part a name from the unit in brackets or behind it."""
    inside = [part.strip() for part in _BRACKETS.findall(name)]
    plain = _BRACKETS.sub(" ", name).strip(" .:\ufeff'\"")
    for part in inside:
        if part.lower() in _SAMPLES:
            return plain, None, True
        if (unit := read_unit(part)) is not None:
            return plain, unit, False
    parts = [part for part in re.split(r"[\s_,./-]+", plain) if part]
    if len(parts) > 1 and fold_word(parts[-1]) in _SAMPLES:
        return " ".join(parts[:-1]), None, True
    if len(parts) > 1 and (unit := read_unit(parts[-1])) is not None:
        rest = [part for part in parts[:-1] if part.lower() not in ("in", "en")]
        return " ".join(rest), unit, False
    # As in "durationSeconds" and "startMs".
    if found := re.fullmatch(r"(\w+[a-z])(Seconds|Secs?|Ms|Msec|Minutes|Mins?|Hours)", plain):
        return found[1], read_unit(found[2]), False
    return plain, None, False
