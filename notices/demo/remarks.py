"""What people of the demonstration write down, by step or act."""

from collections.abc import Sequence

from workflows.permits import NEEDED

from .findings import PERMIT

REASONS = {
    "reroute": (
        "Ремонт дороги на подъезде к прежнему пункту.",
        "Очередь на прежнем пункте, водитель просит направить на следующий.",
    ),
    "take_over": (
        "Водитель объехал ремонт дороги и прибыл сюда.",
        "Очередь на назначенном пункте, водитель прибыл сюда.",
    ),
    "withdraw": ("Водитель уехал до проверки.",),
    "reopen": ("Предъявленный документ относится к другому транспортному средству.",),
    "annul": ("Паведамленне выдадзена на іншы транспартны сродак.",),
    f"annul {PERMIT}": ("Разрешение найдено в электронной системе, уведомление ошибочно.",),
    "ask_annulment": ("При пересмотре материалов контроля нарушение не подтвердилось.",),
    "ask_release": ("Машина в Россию не въезжала и возвращается через Литву.",),
    "release_exceptionally": ("Подтверждено контрольными пунктами: въезда в Россию не было.",),
    "ask_other_checkpoint": ("На назначенном пункте очередь, просим направить на другой.",),
    "object": ("С нарушением не согласны: документ был у водителя.",),
    "object rest": ("С нарушением не согласны: перерыв 45 минут был, распечатка у водителя.",),
    "turn_back": ("Следовать на указанный пункт.", ""),
    "not_removed": ("Документ не предъявлен.", "Предъявлена копия, нужен оригинал."),
    "not_removed rest": ("Отдых не завершён.",),
}
"""By the name of the step and, where it matters, by what was found first."""

CORRECTED = (
    "Памылка друку ў нумары дакумента кіроўцы.",
    "Исправлен номер документа водителя; добавлено: нет документа об уплате дорожного сбора.",
)
"""Without and with a deficiency that is added."""

NOT_REQUIRED = "Устранение не требуется: обстоятельство отпало."
GROUND = "Порядок транспортного контроля на внешней границе ЕАЭС, пункт 9"
WITNESSES = ("Сівец А. М., вадзіцель", "Рудько П. Л., дэкларант")
STROKE = "M60 120L90 60L110 140L150 80L180 130L230 90L260 120L330 100L400 110"


def reasons_for(name: str, codes: Sequence[str]) -> tuple[str, ...]:
    """What may be written for a step, when these deficiencies were found."""
    main = codes[0] if codes else ""
    kinds = {code: PERMIT for code, _ in NEEDED.values()} | {"I18": "rest"}
    return REASONS.get(f"{name} {kinds.get(main)}") or REASONS.get(name, ("",))
