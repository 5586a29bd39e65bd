"""The words of camera moves in English and Chinese, as data. Holds no logic and knows no picture.

``camera_script`` reads these tables. Chinese patterns are written in simplified characters;
``SIMPLIFIED`` brings the traditional ones of these tables to them first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast one move goes at normal speed, as the window over the picture moves.

    ``zoom`` is the natural logarithm of the magnification per second (> 0 closes in), ``pan`` and
    ``tilt`` are picture widths to the right and heights downwards per second, ``roll`` is radians
    per second (> 0: the camera turns clockwise, so that the picture turns the other way).
    """

    zoom: float = 0.0
    pan: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0


STATIC: Final = "static"
SLOW_PUSH_IN: Final = "slow push in"

RATES: Final[dict[str, Rates]] = {
    STATIC: Rates(),
    SLOW_PUSH_IN: Rates(zoom=0.018),
    "push in": Rates(zoom=0.05),
    "pull out": Rates(zoom=-0.05),
    "zoom in": Rates(zoom=0.06),
    "zoom out": Rates(zoom=-0.06),
    "pan left": Rates(pan=-0.045),
    "pan right": Rates(pan=0.045),
    "tilt up": Rates(tilt=-0.06),
    "tilt down": Rates(tilt=0.06),
    "truck left": Rates(pan=-0.04, zoom=0.004),
    "truck right": Rates(pan=0.04, zoom=0.004),
    "crane up": Rates(tilt=-0.05, zoom=-0.012),
    "crane down": Rates(tilt=0.05, zoom=0.012),
    "orbit left": Rates(pan=-0.035, zoom=0.012, roll=-0.006),
    "orbit right": Rates(pan=0.035, zoom=0.012, roll=0.006),
    "roll clockwise": Rates(roll=0.05),
    "roll counterclockwise": Rates(roll=-0.05),
}


class Need(Enum):
    """What must surround a phrase before it is taken for the camera's.

    Many camera words mean something else in a story (a crane stands, a dancer rolls). Next to a
    camera every phrase counts; else a HEAD phrase must stand like an order at the head of its
    clause, and an ALONE phrase must have the clause to itself.
    """

    NONE = 0
    HEAD = 1
    ALONE = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern that names a move, and what it needs around it."""

    move: str
    pattern: str
    need: Need = Need.NONE


# Verb forms, and what may stand between a verb and its direction.
_PUSH, _PULL = r"push(?:es|ed|ing)?", r"pull(?:s|ed|ing)?"
_DOLLY, _TRACK, _TRUCK = r"doll(?:y|ies|ied|ying)", r"track(?:s|ed|ing)?", r"truck(?:s|ed|ing)?"
_PAN, _TILT, _ZOOM = r"pan(?:s|ned|ning)?", r"tilt(?:s|ed|ing)?", r"zoom(?:s|ed|ing)?"
_ROLL, _ORBIT = r"(?:roll|rotat|spin|twist)(?:e?s|ed|n?ing|e)?", r"(?:orbit|arc)(?:s|ed|ing)?"
_CRANE = r"(?:crane[sd]?|craning|boom(?:s|ed|ing)?|pedestal(?:s|ed|ing)?|jib(?:s|bing)?)"
_MOVE = r"(?:mov|glid|slid|drift|float|sweep|swing|travel|fl|creep|inch|go)(?:e?s|ies|y|ing|e)?"
_GAP = r"(?:[\s-]+(?:very|so|off|back|over|across|around|round|to|the|\w+ly|fast))*[\s-]+"
_IN = r"(?:in|inward|inwards|forward|forwards|closer|into)\b"
_OUT = r"(?:out|back|away|backward|backwards|outward|outwards)\b"
_LEFT, _RIGHT = r"(?:left|leftward|leftwards)\b", r"(?:right|rightward|rightwards)\b"
_UP, _DOWN = r"(?:up|upward|upwards)\b", r"(?:down|downward|downwards)\b"
_CW = r"(?:clockwise|right)\b"
_CCW = r"(?:counter-?\s?clockwise|anti-?\s?clockwise|left)\b"
_NO_OBJECT = r"(?!\s+(?:the|a|an|his|her|their|its|my|your|our)\b)"

ENGLISH: Final[tuple[Phrase, ...]] = (
    Phrase("push in", rf"\b{_PUSH}{_GAP}{_IN}{_NO_OBJECT}", Need.HEAD),
    Phrase("push in", rf"\b(?:{_DOLLY}|{_TRACK}){_GAP}{_IN}"),
    Phrase("push in", rf"\b(?:{_MOVE}|close|closes|closing){_GAP}{_IN}", Need.ALONE),
    Phrase("push in", r"\b(?:push-in|dolly-in|punch(?:es)?[\s-]in)\b"),
    Phrase("push in", r"\b(?:dolly|tracking) shot\b(?!\s+(?:to|left|right|out|back|in))"),
    Phrase("pull out", rf"\b{_PULL}{_GAP}{_OUT}{_NO_OBJECT}", Need.HEAD),
    Phrase("pull out", rf"\b(?:{_DOLLY}|{_TRACK}){_GAP}{_OUT}"),
    Phrase("pull out", rf"\b(?:{_MOVE}){_GAP}{_OUT}", Need.ALONE),
    Phrase("pull out", r"\b(?:pull-out|pull-back|pullback shot|dolly-out)\b"),
    Phrase("zoom out", rf"\b{_ZOOM}{_GAP}{_OUT}"),
    Phrase("zoom in", rf"\b{_ZOOM}{_GAP}{_IN}"),
    Phrase("zoom in", r"\b(?:crash|snap|slow|fast|quick|gentle|subtle|dolly|smooth)[\s-]zooms?\b"),
    Phrase("zoom in", rf"\b{_ZOOM}\b", Need.HEAD),
    Phrase("pan left", rf"\b{_PAN}{_GAP}{_LEFT}", Need.HEAD),
    Phrase("pan right", rf"\b{_PAN}{_GAP}{_RIGHT}", Need.HEAD),
    Phrase("pan right", r"\b(?:panning shot|whip[\s-]pan)\b"),
    Phrase("pan right", rf"\b{_PAN}\b", Need.HEAD),
    Phrase("tilt up", rf"\b(?:{_TILT}|{_PAN}){_GAP}{_UP}", Need.HEAD),
    Phrase("tilt down", rf"\b(?:{_TILT}|{_PAN}){_GAP}{_DOWN}", Need.HEAD),
    Phrase("tilt up", rf"\b{_TILT}\b", Need.HEAD),
    Phrase("truck left", rf"\b(?:{_TRUCK}|{_TRACK}|{_DOLLY}|{_MOVE}){_GAP}{_LEFT}", Need.HEAD),
    Phrase("truck right", rf"\b(?:{_TRUCK}|{_TRACK}|{_DOLLY}|{_MOVE}){_GAP}{_RIGHT}", Need.HEAD),
    Phrase("crane up", rf"\b{_CRANE}{_GAP}{_UP}", Need.HEAD),
    Phrase("crane up", rf"\b{_MOVE}{_GAP}{_UP}", Need.ALONE),
    Phrase("crane up", r"\b(?:rises|rising|lifts|ascends|ascending)\b", Need.ALONE),
    Phrase("crane up", r"\bcrane shot\b"),
    Phrase("crane down", rf"\b{_CRANE}{_GAP}{_DOWN}", Need.HEAD),
    Phrase("crane down", rf"\b{_MOVE}{_GAP}{_DOWN}", Need.ALONE),
    Phrase("crane down", r"\b(?:descends|descending|lowers|sinks)\b", Need.ALONE),
    Phrase("orbit left", rf"\b(?:{_ORBIT}|circl(?:es|ing)){_GAP}{_LEFT}", Need.HEAD),
    Phrase("orbit right", rf"\b(?:{_ORBIT}|circl(?:es|ing)){_GAP}{_RIGHT}", Need.HEAD),
    Phrase("orbit right", rf"\b(?:{_ORBIT}|circles|circling)\b", Need.ALONE),
    Phrase("orbit right", r"\b(?:orbit|arc)(?:ing)? shot\b"),
    Phrase("roll clockwise", rf"\b{_ROLL}{_GAP}{_CW}", Need.HEAD),
    Phrase("roll counterclockwise", rf"\b{_ROLL}{_GAP}{_CCW}", Need.HEAD),
    Phrase("roll clockwise", r"\b(?:camera|barrel|dutch) rolls?\b"),
    Phrase("roll clockwise", rf"\b{_ROLL}\b", Need.ALONE),
    Phrase(STATIC, r"\b(?:static|fixed|stationary|steady)\s(?:camera|shot|frame|view)\b"),
    Phrase(STATIC, r"\block(?:ed)?[\s-](?:off|down)\b|\btripod shot\b|\blocked (?:camera|shot)\b"),
    Phrase(STATIC, r"\b(?:static|stationary|motionless|still)\b", Need.ALONE),
    Phrase(STATIC, r"\b(?:no|without|zero)(?: any)? camera (?:movements?|motions?|moves?)\b"),
    Phrase(STATIC, r"\bcamera (?:does not|doesn't|do not|never|not) mov(?:e|es|ing)\b"),
)

ENGLISH_SPEEDS: Final[dict[str, float]] = {
    **dict.fromkeys(("slow", "slowly", "gradual", "gradually", "unhurried"), 0.45),
    **dict.fromkeys(("gentle", "gently", "soft", "softly", "slight", "slightly"), 0.45),
    **dict.fromkeys(("subtle", "subtly", "creeping", "barely", "imperceptibly"), 0.35),
    **dict.fromkeys(("smooth", "smoothly", "steady", "steadily"), 0.8),
    **dict.fromkeys(("fast", "quick", "quickly", "rapid", "rapidly", "swift", "swiftly"), 2.2),
    **dict.fromkeys(("sudden", "suddenly", "abruptly", "dramatic", "dramatically"), 2.2),
    **dict.fromkeys(("crash", "whip", "snap"), 3.0),
}
ENGLISH_VERY: Final = frozenset({"very", "extremely", "really", "super", "so"})
ENGLISH_NOT: Final = frozenset({"no", "not", "without", "don't", "dont", "never", "avoid", "nor"})
ENGLISH_CAMERA: Final = frozenset({"camera", "cam", "shot", "lens", "viewpoint", "drone", "gimbal"})
# Words that may stand between a negation, a speed word or a clause's head and the phrase.
ENGLISH_FILLER: Final = frozenset(
    {
        "a",
        "an",
        "the",
        "any",
        "camera",
        "shot",
        "and",
        "then",
        "while",
        "with",
        "we",
        "by",
        "is",
        "are",
        "let",
        "begin",
        "begins",
        "start",
        "starts",
        "to",
        "do",
        "does",
        "or",
        "but",
        "now",
        "finally",
        "it",
        "as",
    }
)
# Nothing after one of these belongs to the camera any more.
ENGLISH_STOP: Final = frozenset(
    {"as", "while", "when", "and", "with", "who", "that", "which", "where", "but", "until"}
)
# A camera named before one of these is not the subject of what comes after.
ENGLISH_SUBJECT_ENDS: Final = frozenset(
    {"as", "while", "when", "who", "that", "which", "where", "until"}
)
ENGLISH_THEN: Final = r"\b(?:and then|then|afterwards|after that|before|finally)\b"

_BY = r"(?:缓慢|缓缓|慢慢|快速|迅速|轻轻|徐徐|地|稍微|微微|逐渐|渐渐|略微|平稳|急速)*"
_TO = r"(?:向|往|朝|从右向|从右往)"
_TO_RIGHT = r"(?:向|往|朝|从左向|从左往)"

CHINESE: Final[tuple[Phrase, ...]] = (
    Phrase("zoom out", r"变焦(?:拉?远|缩小|拉出)|镜头缩小"),
    Phrase("zoom in", r"变焦(?:推进?|拉?近|放大)|放大镜头|镜头放大"),
    Phrase("push in", r"推近|拉近|推镜头?|推轨|镜头前[推移]|[慢缓急快]推"),
    Phrase("push in", r"推[进入向上]|前推", Need.HEAD),
    Phrase("push in", r"靠近|逼近|前进", Need.ALONE),
    Phrase("push in", rf"向前{_BY}(?:推进?|移动?|运动)", Need.HEAD),
    Phrase("pull out", r"拉远|拉镜头?|后拉|拉出|拉开镜头|镜头后[退移]"),
    Phrase("pull out", rf"向后{_BY}(?:拉|移动?|退|运动)|拉开", Need.HEAD),
    Phrase("pull out", r"后退|远离", Need.ALONE),
    Phrase("zoom in", r"变焦"),
    Phrase("zoom out", r"缩小", Need.ALONE),
    Phrase("pan left", rf"左摇|摇向左|{_TO}左侧?{_BY}(?:横?摇|平移|转动?)|左平移"),
    Phrase("pan left", rf"{_TO}左侧?{_BY}(?:移动?|扫)|左移|左转", Need.HEAD),
    Phrase("pan right", rf"右摇|摇向右|{_TO_RIGHT}右侧?{_BY}(?:横?摇|平移|转动?)|右平移"),
    Phrase("pan right", rf"{_TO_RIGHT}右侧?{_BY}(?:移动?|扫)|右移|右转", Need.HEAD),
    Phrase("pan right", r"摇镜头?|横摇|平移镜头|镜头平移"),
    Phrase("tilt up", rf"上摇|摇向上|{_TO}上{_BY}(?:摇|仰)|镜头上[移仰]|镜头仰起|俯仰"),
    Phrase("tilt up", rf"{_TO}上{_BY}(?:移动?|平移)|上移|上仰", Need.HEAD),
    Phrase("tilt down", rf"下摇|摇向下|{_TO}下{_BY}(?:摇|俯)|镜头下[移俯]|镜头俯下"),
    Phrase("tilt down", rf"{_TO}下{_BY}(?:移动?|平移)|下移|下俯", Need.HEAD),
    Phrase("truck left", rf"{_TO}左{_BY}(?:横移|滑动|跟拍)"),
    Phrase("truck right", rf"{_TO_RIGHT}右{_BY}(?:横移|滑动|跟拍)|横移镜头?"),
    Phrase("crane up", r"升镜头?|摇臂上升|镜头[上抬]升|镜头升[起高]"),
    Phrase("crane up", r"上升|升起|升高", Need.ALONE),
    Phrase("crane down", r"降镜头?|摇臂下降|镜头[下沉]降"),
    Phrase("crane down", r"下降|降低", Need.ALONE),
    Phrase("orbit right", r"环绕镜头|环绕拍摄|镜头环绕|绕拍"),
    Phrase("orbit right", r"环绕|绕着", Need.ALONE),
    Phrase("roll counterclockwise", r"镜头逆时针(?:旋转|转动|滚动)"),
    Phrase("roll counterclockwise", r"逆时针(?:旋转|转动|滚动)?", Need.HEAD),
    Phrase("roll clockwise", r"镜头(?:顺时针)?(?:旋转|转动|滚动)|旋转镜头|旋转拍摄"),
    Phrase("roll clockwise", r"(?:顺时针)?(?:旋转|滚转)|顺时针", Need.ALONE),
    Phrase(STATIC, r"固定镜头|固定机位|镜头固定|机位固定|锁定机位|定镜|静止镜头|固定拍摄"),
    Phrase(STATIC, r"(?:镜头|机位|摄影机|摄像机|相机)(?:保持)?(?:不动|静止|不移动)|静态镜头"),
    Phrase(
        STATIC, r"(?:没有|无|不要|不需要)(?:任何)?(?:镜头|摄影机|摄像机|相机)(?:的)?(?:运动|移动)"
    ),
    Phrase(STATIC, r"静止|静态|不动|无运镜|没有运镜|不要运镜", Need.ALONE),
)

CHINESE_SPEEDS: Final[dict[str, float]] = {
    **dict.fromkeys(("缓慢", "缓缓", "慢慢", "徐徐", "慢速", "逐渐", "渐渐", "慢", "缓"), 0.45),
    **dict.fromkeys(("轻轻", "轻柔", "柔和", "稍微", "微微", "略微"), 0.4),
    **dict.fromkeys(("平稳", "平滑", "流畅"), 0.8),
    **dict.fromkeys(
        ("快速", "迅速", "急速", "飞快", "飞速", "猛地", "猛然", "突然", "快", "急"), 2.2
    ),
}
CHINESE_VERY: Final = ("非常", "极其", "十分", "特别", "很", "极")
CHINESE_NOT: Final = (
    "不要",
    "不用",
    "不需要",
    "不能",
    "没有",
    "避免",
    "禁止",
    "请勿",
    "别",
    "勿",
    "无",
    "不",
)
CHINESE_CAMERA: Final = ("镜头", "摄像机", "摄影机", "相机", "机位", "画面", "视角", "运镜")
CHINESE_FILLER: Final = frozenset(
    "的地得着了并且同时再和与向往朝镜头摄像影机画面然后请任何让做将把一个以先最"
)
CHINESE_THEN: Final = r"然后|接着|随后|之后|再(?=[推拉摇移升降缓慢快急向左右上下变放缩旋])|最后"

_TRADITIONAL = (
    "進鏡頭搖變轉靜緩遠機輕漸漸穩滑暢極別無攝軌臺環繞鎖動態順時針滾後從橫從縮開離輯飛將讓"
)
_SIMPLIFIED = "进镜头摇变转静缓远机轻渐渐稳滑畅极别无摄轨台环绕锁动态顺时针滚后从横从缩开离辑飞将让"
SIMPLIFIED: Final[dict[int, str]] = {
    ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)
}
