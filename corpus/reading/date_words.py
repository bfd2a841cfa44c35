"""Words that stand beside a date and tell whose it is: the release's, that of a change, that of something it tells of.

In English they are corpus.english.pages' lists; here are those of other languages whose dates are read.
"""

from corpus.english.pages import CHANGED, DATE_LABELS, EVENT, PUBLISHED, VENUES, WHEN

# Beside the day of publication, and of no other.
PUBLISHING = PUBLISHED | frozenset(
    """issue publié publiée parution paru parue veröffentlicht veröffentlichung veröffentlichungsdatum erschienen
    erscheinungsdatum publicado publicada publicación publicação pubblicato pubblicata pubblicazione
    gepubliceerd publicatiedatum publicerad publicerat publiceringsdatum offentliggjort udgivet publisert
    julkaistu opublikowano opublikowane publikacji publikacja dodano publikováno vydáno zveřejněno
    zverejnené publikované közzétéve megjelent publicat publicată публикувано опубликовано опубліковано
    δημοσιεύθηκε δημοσίευση δημοσιεύτηκε yayınlanma yayımlanma yayın objavljeno objava avaldatud publicēts
    paskelbta foilsithe ippubblikat النشر نُشر نشر منتشر انتشار प्रकाशित 掲載日 公開日 発表日 発行日 公表日
    发布时间 发布日期 發布時間 發布日期 发布 發布 发表时间 등록일 게시일 작성일 입력 배포일 fecha erstellt
    geplaatst""".split()
)
# Beside the day of publication and others: they tell no more than that a date stands there.
LABELS = (
    PUBLISHING
    | DATE_LABELS
    | frozenset(
        """datum data am vom den der uhr um le du à el em il op la las a ai o os d de del dia día das il at om kl
    klo kello godz r roku o h hrs г р year años dátum datums kuupäev päiväys päivämäärä dato dagsetning ημερομηνία
    дата tarih tarihi tanggal ngày ngay التاريخ تاريخ تاریخ بتاريخ يوم في دن तारीख दिनांक 日期 日付 날짜
    掲載 公開 発表 配信 付 发表 發表 时间 時間 年月日 pressemitteilung pressemeldung presseinformation
    medienmitteilung communiqué communique presse comunicado prensa comunicato stampa imprensa persbericht
    nieuwsbericht pressmeddelande pressemeddelelse pressemelding lehdistötiedote tiedote sajtóközlemény
    komunikat prasowy пресс-релиз прес-реліз новости новини 新闻 新聞稿 プレスリリース 報道発表 보도자료 utc
    gmt est edt et cst cdt ct mst mdt mt pst pdt pt bst cet cest met mez mesz jst ist msk eastern central
    mountain pacific standard daylight summer time am pm a.m p.m م ص ب.ظ ق.ظ صباحًا مساءً صباحا مساء ore uur
    heures heure horas""".split()
    )
)
# Beside the day of a change, or of an end.
OTHER = CHANGED | frozenset(
    """jour mise mis modifié modifiée maj actualisé corrigé aktualisiert aktualisierung aktualisierte geändert
    änderung bearbeitet stand bis ab seit actualizado actualizada actualización actualizar modificado
    modificada hasta desde aggiornato aggiornata aggiornamento modifica atualizado atualizada atualização
    bijgewerkt gewijzigd laatste uppdaterad uppdaterat ändrad päivitetty muokattu opdateret ændret oppdatert
    endret aktualizacja zaktualizowano aktualizováno upraveno aktualizované frissítve módosítva actualizat
    actualizată обновлено изменено оновлено змінено ενημέρωση ενημερώθηκε güncelleme güncellendi güncellenme
    ažurirano posodobljeno uuendatud atjaunināts atnaujinta تحديث التحديث روزرسانی अद्यतन 更新日 最終更新
    最終更新日 更新 更新时间 更新時間 修改 수정 수정일 업데이트 frist bewerbungsfrist délai plazo scadenza
    termin deadline 締切 截止 마감 berichtigung korrektur rectificatif correctif erratum corrección rettelse
    oikaisu oprava errata corrigendum 訂正 更正 정정""".split()
)
# Before the day that something happens on.
EVENTS = WHEN | frozenset(
    """wann quand cuándo quando wanneer kiedy когда коли když när når milloin veranstaltungsdatum
    veranstaltungstermin 日時 開催日 開催日時 일시 कब متى""".split()
)
# With one of the others beside them, they say so too: "Date of event".
OCCASIONS = EVENT | frozenset("veranstaltung événement evento evenement wydarzenie мероприятие".split())
DATES = frozenset("date datum fecha data dag jour day día dato дата tarih tag".split())
# What a line begins with that says where or at which hour it happens; beside it, a day is the event's.
PLACES = VENUES | frozenset(
    "wo où dónde dove waar gdzie где де uhrzeit veranstaltungsort beginn lugar 場所 地点 장소 أين".split()
)
# Beside the day that a picture was taken on.
PICTURE = frozenset(
    """photo photos photograph picture image figure credit source foto fotos bild abbildung quelle crédit imagen imagem
    immagine afbeelding zdjęcie фото 写真 撮影 照片 图片 사진""".split()
)
# Before the name of somebody who wrote it.
BY = frozenset(
    """by von par por di door av af autor autorin autore auteur author written text redaktion redaktor
    kirjoittanut автор skribent yazan 作者 記者 记者 文""".split()
)
